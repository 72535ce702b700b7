import { useCopy } from './copy';
import { defaultSpec, type Settings } from './state';

/** The lines of JavaScript that give the same numbers. */
export function Reproduce({ settings }: { settings: Settings }) {
  const code = script(settings);
  const { answer, copy } = useCopy(code);
  return (
    <section class="nl-reproduce" aria-labelledby="nl-reproduce-title">
      <h2 id="nl-reproduce-title">The same in JavaScript</h2>
      <pre tabIndex={0} role="group" aria-label="JavaScript"><code>{code}</code></pre>
      <button type="button" class="button" onClick={copy}>Copy</button>
      <span class="hint" role="status">{answer}</span>
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
    `const q = zp.quantize(Float32Array.of(${r}), qparams);`,
    'const [back] = zp.dequantize(q, qparams);',
  ].join('\n');
}
