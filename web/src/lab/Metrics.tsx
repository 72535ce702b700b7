import { Exact } from '../ui/Exact';
import { Help } from '../ui/Help';
import { metrics } from './metric-list';
import { complete, outcome } from './work';

/** How far the quantized picture is from the original, of the moment. */
export function Metrics() {
  const now = outcome.value;
  const last = complete.value;
  if (!now) return null;
  return (
    <section class="metrics" aria-label="Metrics" data-settled={now.complete || undefined} data-testid="metrics">
      <table>
        <thead class="unseen">
          <tr><th>metric</th><th>value</th><th>unit</th></tr>
        </thead>
        <tbody>
          {metrics.map(({ id, name, unit, value, text, what, late }) => {
            const fresh = now.whole && (!late || now.complete);
            const number = value(late && !now.complete && last ? last : now);
            return (
              <tr key={id} data-stale={!fresh || undefined}>
                <th scope="row"><Help about={name} label={name}><p>{what}</p></Help></th>
                <td>
                  {number === undefined ? <span title="needs 11 × 11 pixels">–</span> : <Exact value={number} {...(text && { text: text(number) })} testId={`metric-${id}`} />}
                </td>
                <td class="unit">{unit}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
