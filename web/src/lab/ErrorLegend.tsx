import { errorChannel, errorChannels, errorScale } from './settings';
import { errorEnd, errorScales } from './work';

const names = { all: 'mean of R, G, B', red: 'red', green: 'green', blue: 'blue' };

/** What the colours of the error map mean, and how far they reach. */
export function ErrorLegend() {
  const end = errorEnd.value;
  const own = errorScale.value;
  const choices = own && !errorScales.includes(own) ? [...errorScales, own] : errorScales;
  return (
    <div class="error-legend" onPointerDown={(event) => event.stopPropagation()}>
      <p>
        error v̂ − v of the{' '}
        <select class="select" aria-label="Channel of the error map" value={errorChannel.value} onChange={(event) => (errorChannel.value = errorChannels[event.currentTarget.selectedIndex]!)}>
          {errorChannels.map((name) => <option key={name} value={name}>{names[name]}</option>)}
        </select>
      </p>
      <div class="error-bar" aria-hidden="true" />
      <p class="error-ends number">
        <span>−{end}</span>
        <span>0</span>
        <select class="select" aria-label="End of the error scale, in levels" value={String(own)} onChange={(event) => (errorScale.value = Number(event.currentTarget.value))}>
          <option value="0">+{end} levels, auto</option>
          {choices.map((levels) => <option key={levels} value={String(levels)}>+{levels} levels</option>)}
        </select>
      </p>
    </div>
  );
}
