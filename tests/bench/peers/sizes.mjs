// What a page loads of each peer: its JavaScript and the WebAssembly that it picks.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const files = {
  'onnxruntime-web': ['onnxruntime-web/wasm', './ort.wasm.min.mjs', './ort-wasm-simd-threaded.mjs', './ort-wasm-simd-threaded.wasm'],
  'LiteRT.js': ['@litertjs/core', './index.js', '../wasm/litert_wasm_internal.js', '../wasm/litert_wasm_internal.wasm'],
};

/** [{ name, raw, brotli }] in bytes. */
export function peerSizes() {
  return Object.entries(files).map(([name, [entry, ...parts]]) => {
    const contents = parts.map((part) => readFileSync(fileURLToPath(new URL(part, import.meta.resolve(entry)))));
    // Quality 9: the best one takes a minute for these and is a few per cent smaller.
    const packed = contents.map((bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length);
    const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
    return { name, raw: sum(contents.map(({ length }) => length)), brotli: sum(packed) };
  });
}
