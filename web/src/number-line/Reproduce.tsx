import { CopyButton } from '../ui/CopyButton';
import type { Grid, Reading } from './arithmetic';
import { shortest } from './numbers';
import { defaultSpec, type Settings } from './state';

/** The lines of JavaScript that give the same numbers. */
export function Reproduce({ grid, reading }: { grid: Grid; reading: Reading }) {
  // What is shown: entries may be wrong at the moment.
  const code = script({ ...grid.settings, r: shortest(reading.r) });
  return (
    <section class="nl-reproduce" aria-labelledby="nl-reproduce-title">
      <h2 id="nl-reproduce-title">The same in JavaScript</h2>
      <pre tabIndex={0} role="group" aria-label="JavaScript"><code>{code}</code></pre>
      <CopyButton label="Copy code" text={() => code} />
    </section>
  );
}

function script({ min, max, r, ...spec }: Settings): string {
  const options = Object.entries(spec)
    .filter(([name, value]) => value !== defaultSpec[name as keyof typeof defaultSpec])
    .map(([name, value]) => `${name}: ${value}`);
  const last = options.length > 0 ? `, { ${options.join(', ')} }` : '';
  return [
    "import { loadZeropoint } from 'zeropoint';",
    'const zp = await loadZeropoint();',
    `const qparams = zp.chooseQParams(${min}, ${max}${last});`,
    `const r = Float32Array.of(${r});`,
    'const q = zp.quantize(r, qparams);',
    'const back = zp.dequantize(q, qparams);',
    'const error = back[0] - r[0];',
  ].join('\n');
}
