// Torchvision's networks in the QDQ form of onnxruntime.quantization, on a photograph: every tensor of codes inside them
// is that of onnxruntime-web.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { loadZeropoint } from 'zeropoint';
import { requireNetworks } from '../../tools/setup/networks.mjs';
import { exported, usual } from '../data/networks/catalogue.mjs';
import { photograph } from '../data/networks/inputs.mjs';
import { codesOf, withOutputs } from '../data/quantized/graph.mjs';
import { sessionOptions } from '../data/quantized/ort.mjs';
import { floatsOf, quantizedDequantized, withFloatOutputs } from '../data/quantized/qdq.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const zp = await loadZeropoint();
const picture = photograph(fileURLToPath(new URL('../../web/public/photos/chelsea.png', import.meta.url)), [224, 224]);

async function runThere(bytes, input, options = sessionOptions) {
  const session = await ort.InferenceSession.create(bytes, options);
  try {
    return await session.run({ [input]: new ort.Tensor('float32', picture.data, picture.shape) });
  } finally {
    await session.release();
  }
}

// What one photograph shows is enough: the rules are compared, not the accuracy.
async function rangesOf(bytes, input) {
  const values = await runThere(withFloatOutputs(bytes, floatsOf(bytes)), input, { ...sessionOptions, graphOptimizationLevel: 'disabled' });
  const ends = Object.entries(values).map(([name, { data }]) => [name, data]);
  return Object.fromEntries([...ends, [input, picture.data]].map(([name, data]) =>
    [name, [data.reduce((low, x) => Math.min(low, x), 0), data.reduce((high, x) => Math.max(high, x), 0)]]));
}

for (const name of process.env.ZEROPOINT_FULL === '1' ? Object.keys(exported) : usual) {
  test(`${name} in QDQ form: codes of ONNX Runtime`, async (t) => {
    const float = new Uint8Array(readFileSync(join(requireNetworks(), `${name}.onnx`)));
    const { input } = exported[name];
    const quantized = quantizedDequantized(float, await rangesOf(float, input));
    const codes = codesOf(quantized);
    const exposed = withOutputs(quantized, codes.map((tensor) => tensor.name), 'uint8');
    const wanted = await runThere(exposed, input);
    const net = zp.loadModel(exposed);
    assert.deepEqual(net.layers.filter(({ operator }) => ['Conv', 'Gemm', 'MatMul'].includes(operator)), []);
    const got = net.run({ [input]: picture });
    net.dispose();
    const different = codes.filter((tensor) => Buffer.compare(Buffer.from(got[tensor.name].data.buffer), Buffer.from(wanted[tensor.name].data)) !== 0);
    assert.deepEqual(different, []);
    t.diagnostic(`${codes.length} tensors, ${codes.reduce((sum, tensor) => sum + wanted[tensor.name].data.length, 0)} codes`);
  });
}
