// What a browser loads of the package, and the budget for it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { dist, modules, variants } from '../build/package.mjs';
import { distWeb } from '../build/page.mjs';
import { filesBelow } from '../build/fingerprint.mjs';
import { SetupError } from '../setup/report.mjs';

// What each entry may weigh, with its module. `all`: pictures, networks in float and integers, quantization, ONNX in and out.
const entries = [
  { what: 'package', module: 'all', files: ['index.js'], budget: { simd128: 242_000, relaxed: 250_400 } },
  { what: 'package in a worker', module: 'all', files: ['worker.js', 'worker-thread.js'], budget: { simd128: 246_800, relaxed: 255_200 } },
  { what: 'runtime', module: 'runtime', files: ['runtime.js'], budget: { simd128: 164_500, relaxed: 172_600 } },
];
const pageBudget = 250_000; // without networks, images and the .wasm files

function compressed(bytes) {
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length,
  };
}

const add = (a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli });
const total = (files) => files.map((file) => compressed(readFileSync(file))).reduce(add, { raw: 0, gzip: 0, brotli: 0 });

// Imports, static ones and `import()`, are literal strings in what esbuild writes.
function closure(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*["'](\.\/[^"']+\.js)["']/g)) {
    closure(join(dirname(file), name), found);
  }
  return found;
}

// The JavaScript that a browser fetches when it loads the package from these entries.
function loaded(files) {
  const found = new Set();
  for (const name of files) closure(join(dist, name), found);
  return total([...found]);
}

/** [{ what, raw, gzip, brotli, budget? }]: sizes in bytes. */
export function sizes() {
  if (!existsSync(dist)) throw new SetupError('There is no dist/ to measure. Build it with: npm run build');
  const rows = variants.flatMap((variant) =>
    entries.flatMap(({ what, module, files, budget }) => {
      const wasm = total([join(dist, `${modules[module]}-${variant}.wasm`)]);
      const script = loaded(files);
      return [
        { what: `${variant}: ${what}`, ...add(script, wasm), ...(budget[variant] && { budget: budget[variant] }) },
        { what: '  of that wasm', ...wasm },
      ];
    }),
  );
  if (existsSync(distWeb)) {
    const page = filesBelow(distWeb).filter((file) => /\.(html|js|css|svg)$/.test(file));
    rows.push({ what: 'page: HTML, JavaScript, CSS', ...total(page), budget: pageBudget });
  }
  return rows;
}

export function sizeTable(rows) {
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
  const width = Math.max(...rows.map((row) => row.what.length));
  const lines = rows.map((row) => `${row.what.padEnd(width)}${kilobytes(row.raw)}${kilobytes(row.gzip)}${kilobytes(row.brotli)}${row.budget ? `   at most ${row.budget / 1000}` : ''}`);
  return [`${'kB'.padEnd(width)}${'raw'.padStart(9)}${'gzip'.padStart(9)}${'brotli'.padStart(9)}`, ...lines].join('\n');
}

export const overBudget = (rows) => rows.filter((row) => row.budget && row.brotli > row.budget);
