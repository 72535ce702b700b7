// The graph that onnxruntime-web runs, after its own optimizations: it writes it where a session's optimizedModelFilePath
// says. Its build for browsers has no files; what goes to one ends in a stub for consoles, which a copy of its script is
// taught to keep.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fields, text } from '../protobuf.mjs';

const dist = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));

// Every opened file is number 0, for which the consoles' buffers have null.
function keepingFiles(script) {
  const writes = /for\(var u=0;u<l;u\+\+\)\{var (\w+)=\w+,(\w+)=[^;]*?,(\w+)=\w+\[\1\];0===\2\|\|10===\2\?/;
  const close = /(function \w+\((\w)\)\{return n\?U\(\d+,1,\2\):)52\}/;
  if (!writes.test(script) || !close.test(script) || !script.includes('[null,[],[]]')) throw new Error('onnxruntime-web has other stubs for files; ort.mjs has to follow it');
  return script
    .replace('[null,[],[]]', '[globalThis.onnxruntimeFile=[],[],[]]')
    .replace(close, '$10}')
    .replace(writes, (loop, fd, byte, buffer) => loop.replace(`0===${byte}||`, `0===${fd}?${buffer}.push(${byte}):0===${byte}||`));
}

/** Options of a session. Left alone it runs int8 activations in float on machines that are not ARM. */
export const sessionOptions = { executionProviders: ['wasm'], logSeverityLevel: 3, extra: { session: { qdqisint8allowed: '1' } } };

/** The operators of the optimized graph, in its order: ["QuantizeLinear", "QLinearConv", …]. Runs in a process of its own. */
export async function optimizedOperators(model) {
  const folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
  try {
    const script = join(folder, 'ort.mjs');
    writeFileSync(script, keepingFiles(readFileSync(join(dist, 'ort-wasm-simd-threaded.mjs'), 'utf8')));
    const ort = await import('onnxruntime-web/wasm');
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { mjs: pathToFileURL(script).href, wasm: pathToFileURL(join(dist, 'ort-wasm-simd-threaded.wasm')).href };
    const session = await ort.InferenceSession.create(model, { ...sessionOptions, optimizedModelFilePath: '/optimized.onnx' });
    await session.release();
    const graph = fields(Uint8Array.from(globalThis.onnxruntimeFile)).find((field) => field.number === 7).payload;
    const nodes = fields(graph).filter((field) => field.number === 1).map((field) => fields(field.payload));
    return nodes.map((node) => text(node.find((field) => field.number === 4).payload));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// node ort.mjs model.onnx prints them.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await optimizedOperators(readFileSync(process.argv[2]))));
}
