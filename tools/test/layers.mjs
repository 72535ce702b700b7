// The rules of the code's layers (design §2), read from the includes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/place.mjs';

// What each folder of src/ may include besides itself: the floors below it.
const below = {
  core: [],
  quant: ['core'],
  model: ['core'],
  kernels: ['core', 'quant'],
  image: ['core', 'quant', 'kernels'],
  runtime: ['core', 'quant', 'model', 'kernels'],
  ptq: ['core', 'quant', 'model', 'kernels', 'image', 'runtime'],
};

const include = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/;

/** Complaints about C++ files of src/, given as paths relative to the root. */
export function layerComplaints(files) {
  return files.filter((file) => /^src\/.*\.(h|cpp)$/.test(file)).flatMap((file) => {
    const floor = file.split('/')[1];
    if (!(floor in below)) return [`${file}: src/${floor} is not a floor; the floors are ${Object.keys(below).join(', ')}`];
    return readFileSync(join(root, file), 'utf8').split('\n').flatMap((line, index) => {
      const target = include.exec(line)?.[1];
      if (!target) return [];
      const at = `${file}:${index + 1}`;
      if (target.startsWith('emscripten')) return [`${at}: ${target} has no place below src/; only bindings/ knows Emscripten`];
      const [other] = target.split('/');
      if (other === 'bindings' || target.startsWith('../')) return [`${at}: ${target} leads out of its floor`];
      if (!(other in below) || other === floor || below[floor].includes(other)) return [];
      return [`${at}: ${floor} must not include ${other}`];
    });
  });
}
