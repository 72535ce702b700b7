import { axisTop, width, x } from './histogram-scales';
import { byteReals } from './levels';

/** r below; the bytes v that stand there in the file beneath it. */
export function HistogramAxis() {
  const top = axisTop.value;
  const ticks = x.value.ticks(Math.max(3, Math.min(10, Math.floor(width.value / 70))));
  const reals = byteReals.value;
  return (
    <g class="axis" aria-hidden="true">
      <line x1={0} x2={width.value} y1={top + 0.5} y2={top + 0.5} />
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={x.value(tick)} x2={x.value(tick)} y1={top} y2={top + 4} />
          <text class="axis-text" x={x.value(tick)} y={top + 16} text-anchor="middle">{String(tick).replace('-', '−')}</text>
        </g>
      ))}
      {[0, 255].map((v) => (
        <text key={v} class="axis-text faint" x={x.value(reals[v]!)} y={top + 28} text-anchor="middle">v {v}</text>
      ))}
    </g>
  );
}
