import { Exact } from '../ui/Exact';
import { signedNumber, three } from '../ui/format';
import { pixelNumbers } from './pixel-numbers';
import { byKeys } from './pointed';

const names = ['R', 'G', 'B'];

/** Every number of the pixel that is pointed at, from the file's byte to the screen's. */
export function PixelReadout() {
  const shown = pixelNumbers.value;
  return (
    <section class="pixel" aria-label="Pixel" data-testid="pixel">
      <p class="pixel-place">
        Pixel {shown && <span class="number">{shown.x}, {shown.y}</span>}
        <span class="hint">point, or use the arrow keys</span>
      </p>
      <table class="number">
        <thead>
          <tr>
            <th><span class="unseen">channel</span></th>
            <th title="byte in the file">v</th>
            <th title="real value">r</th>
            <th title="code">q</th>
            <th title="real value of the code">r̂</th>
            <th title="byte on screen">v̂</th>
            <th title="error in levels">v̂ − v</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name, i) => {
            const numbers = shown?.channels[i];
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                {numbers ? (
                  <>
                    <td>{numbers.v}</td>
                    <td><Exact value={numbers.r} /></td>
                    <td class="code">{signedNumber(numbers.q).replace('+', '')}</td>
                    <td><Exact value={numbers.real} /></td>
                    <td>{numbers.shown}</td>
                    <td>{signedNumber(numbers.shown - numbers.v)}</td>
                  </>
                ) : (
                  ['v', 'r', 'q', 'real', 'shown', 'error'].map((key) => <td key={key} class="muted">–</td>)
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="unseen" aria-live="polite">{shown && byKeys.value && spoken(shown)}</p>
    </section>
  );
}

function spoken({ x, y, channels }: NonNullable<typeof pixelNumbers.value>): string {
  const each = channels.map(({ v, q, real, shown }, i) => `${names[i]} ${v}: code ${q}, ${three(real)}, shown as ${shown}`);
  return `Pixel ${x}, ${y}. ${each.join('. ')}`;
}
