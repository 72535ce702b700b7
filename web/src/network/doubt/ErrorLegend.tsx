import { levelNames } from './sqnr';

/** What the colours on the network mean. */
export function ErrorLegend() {
  return (
    <ul class="error-levels" aria-label="Colours: SQNR of each layer's result against float">
      {levelNames.map((name, level) => (
        <li key={level} title={name}>
          <svg width="22" height="10" aria-hidden="true"><rect class="error-level" data-level={level} width="22" height="10" /></svg>
          {(level === 0 || level === levelNames.length - 1) && <span>{name}</span>}
        </li>
      ))}
    </ul>
  );
}
