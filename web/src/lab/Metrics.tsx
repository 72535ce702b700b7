import { Exact } from '../ui/Exact';
import { Help } from '../ui/Help';
import { metrics } from './metric-list';
import { complete, outcome } from './work';

/** How far the quantized picture is from the original, of the moment. */
export function Metrics() {
  const now = outcome.value;
  const last = complete.value;
  return (
    <section class="metrics" aria-label="Metrics" data-settled={now?.complete || undefined} data-testid="metrics">
      <table>
        <thead class="unseen">
          <tr><th>metric</th><th>value</th><th>unit</th></tr>
        </thead>
        <tbody>
          {metrics.map(({ id, name, unit, value, text, what, late }) => {
            const from = late && !now?.complete ? last : now;
            const number = from && value(from);
            const fresh = from === now && now?.whole;
            return (
              <tr key={id} data-stale={!fresh || undefined}>
                <th scope="row"><Help about={name} label={name}><p>{what}</p></Help></th>
                <td>
                  {number === undefined ? <Unknown small={late && now?.complete} /> : <Exact value={number} {...(text && { text: text(number) })} testId={`metric-${id}`} />}
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

/** SSIM compares surroundings of 11 × 11 pixels, which a smaller picture has none of. */
function Unknown({ small }: { small: boolean | undefined }) {
  return small ? <span title="The picture is smaller than 11 × 11 pixels">none</span> : <span>–</span>;
}
