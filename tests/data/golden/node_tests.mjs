// Converts the ONNX project's node tests of QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear
// (Debian's libonnx-testdata, 1.17 or newer) to onnx_node_tests.txt.
//   node tests/data/golden/node_tests.mjs <unpacked package>/usr/share/libonnx-testdata/data/node
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeRange, writeGolden } from './format.mjs';
import { decodeNodes, decodeTensor } from './onnx.mjs';

const OPS = { QuantizeLinear: 'quantize', DequantizeLinear: 'dequantize', DynamicQuantizeLinear: 'dynamic' };

function tensors(folder, kind) {
  const data = join(folder, 'test_data_set_0');
  const names = readdirSync(data).filter((n) => n.startsWith(kind)).sort((a, b) => Number(a.match(/\d+/)) - Number(b.match(/\d+/)));
  return names.map((n) => decodeTensor(readFileSync(join(data, n))));
}

function tiles(scale, x, { axis = 1, block_size: size = 0 }) {
  const at = axis < 0 ? axis + x.shape.length : axis;
  if (scale.data.length === 1 && scale.shape.length === 0) return { kind: 'tensor', axis: 0, size: 0 };
  return size > 0 ? { kind: 'block', axis: at, size } : { kind: 'channel', axis: at, size: 0 };
}

// → a case, or the reason why there is none.
function convert(folder) {
  const nodes = decodeNodes(readFileSync(join(folder, 'model.onnx')));
  if (nodes.length !== 1 || !OPS[nodes[0].op]) return 'the operator expanded into others, same data as the plain test';
  const [{ op, attributes }] = nodes;
  const [x, scale, zero] = tensors(folder, 'input');
  const [y, dynamicScale, dynamicZero] = tensors(folder, 'output');
  const unknown = [x, scale, zero, y].filter(Boolean).find((t) => !t.data);
  if (unknown) return `${unknown.type} is not supported`;
  if (op === 'DynamicQuantizeLinear') {
    return { op: 'dynamic', type: y.type, shape: x.shape, scale: dynamicScale.data, zero: dynamicZero.data, real: x.data, code: y.data };
  }
  const [real, code] = op === 'QuantizeLinear' ? [x, y] : [y, x];
  if (!codeRange(code.type)) return `${code.type} is not supported`;
  const zeros = zero ? zero.data : scale.data.map(() => 0);
  return { op: OPS[op], type: code.type, shape: x.shape, scale: scale.data, zero: zeros, real: real.data, code: code.data, ...tiles(scale, x, attributes) };
}

const root = process.argv[2];
const cases = [];
for (const name of readdirSync(root).filter((n) => /^test_(de|dynamic)?quantizelinear/.test(n)).sort()) {
  const converted = convert(join(root, name));
  if (typeof converted === 'string') console.log(`skipped ${name}: ${converted}`);
  else cases.push({ name, ...converted });
}
writeFileSync(new URL('onnx_node_tests.txt', import.meta.url), writeGolden('ONNX node tests (Apache-2.0); made by node_tests.mjs, see README.md', cases));
console.log(`onnx_node_tests.txt: ${cases.length} cases`);
