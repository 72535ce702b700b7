import { scaleLinear } from 'd3-scale';
import type { QParams } from 'zeropoint/worker';

import { three } from '../../ui/format';
import { useWidth } from '../use-width';

const height = 150;
const bottom = 34;

export interface Counts {
  min: number;
  max: number;
  counts: ArrayLike<number>;
}

interface ValueHistogramProps {
  title: string;
  counts: Counts;
  /** The grid that is laid over it; one of several where there are several. */
  qparams: QParams | undefined;
  /** Whose grid it is: "channel 3". */
  whose?: string | undefined;
  testId: string;
}

/** Real values as bars, and the codes' values as lines on them; what lies beyond the codes saturates. */
export function ValueHistogram({ title, counts: { min, max, counts }, qparams, whose, testId }: ValueHistogramProps) {
  const [box, width] = useWidth();
  const ends = qparams && [qparams.qmin, qparams.qmax].map((q) => qparams.scale * (q - qparams.zeroPoint));
  const from = Math.min(min, ends?.[0] ?? min, 0);
  const to = Math.max(max, ends?.[1] ?? max, 0);
  const x = scaleLinear([from, to > from ? to : from + 1], [2, Math.max(3, width - 2)]);
  const top = Math.max(1, ...Array.from(counts, (n) => Math.sqrt(n)));
  const step = (max - min) / counts.length || 1;
  const bar = (i: number) => {
    const [left, right] = [x(min + i * step), x(min + (i + 1) * step)];
    const tall = (Math.sqrt(counts[i]!) / top) * (height - bottom - 10);
    return `M${left.toFixed(1)} ${height - bottom}v${(-tall).toFixed(1)}h${Math.max(0.5, right - left).toFixed(1)}v${tall.toFixed(1)}z`;
  };
  const outside = (i: number) => ends !== undefined && (min + (i + 1) * step < ends[0]! || min + i * step > ends[1]!);
  const indices = Array.from(counts, (_, i) => i).filter((i) => counts[i]! > 0);
  const spacing = qparams ? x(qparams.scale) - x(0) : 0;
  return (
    <figure class="value-histogram" data-testid={testId}>
      <figcaption>
        <strong>{title}</strong>
        {qparams && <span class="hint number"> S = {three(qparams.scale)}, Z = {three(qparams.zeroPoint)}, {qparams.qmax - qparams.qmin + 1} codes{whose && ` · ${whose}`}</span>}
      </figcaption>
      <div ref={box}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={`${title}: values from ${three(min)} to ${three(max)}`}>
            <path class="bars-original" d={indices.filter((i) => !outside(i)).map(bar).join('')} />
            <path class="bars-saturated" d={indices.filter(outside).map(bar).join('')} />
            {qparams && spacing >= 2.5 && (
              <path
                class="comb"
                d={Array.from({ length: qparams.qmax - qparams.qmin + 1 }, (_, i) => `M${x(qparams.scale * (qparams.qmin + i - qparams.zeroPoint)).toFixed(1)} ${height - bottom}v8`).join('')}
              />
            )}
            {ends && spacing < 2.5 && <rect class="comb-band" x={x(ends[0]!)} width={Math.max(1, x(ends[1]!) - x(ends[0]!))} y={height - bottom} height={8} />}
            <g class="axis">
              <line x1={0} x2={width} y1={height - bottom} y2={height - bottom} />
              {x.ticks(Math.max(2, Math.floor(width / 80))).map((tick) => (
                <text key={tick} class="axis-text" x={x(tick)} y={height - bottom + 22} text-anchor="middle">{String(tick).replace('-', '−')}</text>
              ))}
            </g>
          </svg>
        )}
      </div>
    </figure>
  );
}
