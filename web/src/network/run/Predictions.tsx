import { Exact } from '../../ui/Exact';
import { probabilities, top1 } from '../session/answers';
import { network } from '../session/session';
import { input } from './input';

const most = 10; // classes that are listed

interface Column {
  is: 'float' | 'quantized';
  scores: Float32Array;
}

/** The classes that any network finds most likely; all of them where there are few. */
function listed(columns: readonly Column[]): number[] {
  const classes = columns[0]!.scores.length;
  if (classes <= most) return [...columns[0]!.scores.keys()];
  const best = ({ scores }: Column) => [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, most / 2);
  return [...new Set(columns.flatMap(best))];
}

/** What the networks make of the image: the probability of each class, side by side. */
export function Predictions({ columns }: { columns: readonly Column[] }) {
  const { classes, softmax } = network.value!;
  if (columns.length === 0) return <div class="predictions" />;
  const label = input.value?.label;
  const known = columns.map(({ is, scores }) => ({ is, scores, shares: probabilities(scores, softmax), top: top1(scores) }));
  return (
    <table class="predictions" data-testid="predictions">
      {!classes && <caption class="hint">For the names of the classes drop a text file, one a line.</caption>}
      <thead>
        <tr>
          <th scope="col">class</th>
          {known.map(({ is }) => <th key={is} scope="colgroup" colSpan={2} data-is={is}>{is}</th>)}
        </tr>
      </thead>
      <tbody>
        {listed(columns).map((i) => (
          <tr key={i} data-label={i === label || undefined}>
            <th scope="row">{classes?.[i] ?? `class ${i}`}{i === label && <span class="hint"> label</span>}</th>
            {known.map(({ is, scores, shares, top }) => (
              <Probability key={is} is={is} value={shares[i]!} score={scores[i]!} top={i === top} testId={`${is}-${i}`} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ProbabilityProps {
  is: Column['is'];
  value: number;
  score: number;
  top: boolean;
  testId: string;
}

function Probability({ is, value, score, top, testId }: ProbabilityProps) {
  return (
    <>
      <td class="probability" data-top={top || undefined} data-score={String(score)} title={`score ${score}`} data-testid={`score-${testId}`}>
        <Exact value={value} text={(100 * value).toFixed(1)} testId={testId} /><span class="unit"> %</span>
      </td>
      <td class="probability-bar">
        <svg width="100%" height="10" aria-hidden="true"><rect class={`bar-${is}`} width={`${100 * value}%`} height="10" /></svg>
      </td>
    </>
  );
}
