// To be imported before the package is: Node's older releases have relaxed SIMD behind a flag, which has to be set before
// anything asks.
import v8 from 'node:v8';

if (Number(process.versions.node.split('.')[0]) < 21) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
