import { scaleLinear } from 'd3-scale';

import { bytes, three } from '../../ui/format';
import { useWidth } from '../use-width';
import { outcome } from '../session/quantization';
import { session } from '../session/session';
import { best } from './best';
import { tried } from './tried';

const height = 220;
const margin = { left: 40, right: 16, top: 12, bottom: 34 };

/** Accuracy against size of all that was tried, the best ones joined. */
export function Tradeoff() {
  const [box, width] = useWidth();
  const all = tried.value;
  const labelled = session.value?.test?.labels !== undefined;
  const what = labelled ? 'right, %' : 'in agreement with float, %';
  const x = scaleLinear([0, Math.max(1, ...all.map((entry) => entry.bytes)) * 1.08], [margin.left, width - margin.right]);
  const y = scaleLinear([0, 100], [height - margin.bottom, margin.top]);
  const line = best(all).map(({ bytes: size, good }) => `${x(size).toFixed(1)} ${y(good).toFixed(1)}`);
  return (
    <section class="plot" aria-label="Accuracy against size">
      <h2>Tried so far</h2>
      <div ref={box}>
        {width > 0 && (
          <svg width={width} height={height} role="group" aria-label={`${all.length} configurations`} data-testid="tradeoff">
            <g class="axis" aria-hidden="true">
              {y.ticks(5).map((tick) => (
                <g key={tick}>
                  <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
                  <text class="axis-text" x={margin.left - 6} y={y(tick) + 4} text-anchor="end">{tick}</text>
                </g>
              ))}
              {x.ticks(Math.max(2, Math.floor(width / 110))).map((tick) => (
                <text key={tick} class="axis-text" x={x(tick)} y={height - margin.bottom + 16} text-anchor="middle">{bytes(tick)}</text>
              ))}
              <text class="axis-text" x={margin.left} y={height - 4}>{what}, against the bytes of the weights</text>
            </g>
            {line.length > 1 && <path class="best" d={`M${line.join('L')}`} aria-hidden="true" />}
            {all.map((entry) => (
              <a key={`${entry.title} ${entry.bytes} ${entry.good}`} href={entry.href} aria-label={`${entry.title}: ${three(entry.good)} %, ${bytes(entry.bytes)}`}>
                <title>{entry.title}: {three(entry.good)} %, {bytes(entry.bytes)}</title>
                <circle class="tried" data-now={entry.outcome === outcome.value || undefined} cx={x(entry.bytes)} cy={y(entry.good)} r={entry.outcome === outcome.value ? 7 : 5} />
              </a>
            ))}
          </svg>
        )}
      </div>
    </section>
  );
}
