import { useEffect, useRef } from 'preact/hooks';

import { Controls } from './Controls';
import { Equations } from './Equations';
import { view } from './gesture';
import { LiveText } from './LiveText';
import { core, grid, load, loadError, problems, reading } from './model';
import './lit.css';
import './number-line.css';
import './numbers.css';
import { lighting, lit } from './parts';
import { Picture } from './Picture';
import { Presets } from './Presets';
import { Reproduce } from './Reproduce';
import { SavePanel } from './SavePanel';
import { settings } from './state';
import { Steps, story } from './Steps';
import { ZoomButtons } from './ZoomButtons';

/** The number line: how a range, the codes and a value hang together, to be moved by hand. */
export function NumberLine() {
  useEffect(load, []);
  return (
    <article class="nl" data-lit={lit.value} {...lighting}>
      <header class="nl-head">
        <h1>Number line</h1>
        <p>Drag the ends of the range, the value <i>r</i> or the zero point <i>Z</i>.</p>
        <ul class="nl-legend" aria-label="Colours">
          <li class="nl-is-real">real value</li>
          <li class="nl-is-code">code</li>
          <li class="nl-is-error">error</li>
          <li class="nl-is-clipped">clipped</li>
        </ul>
      </header>
      <Instrument />
    </article>
  );
}

function Instrument() {
  const picture = useRef<SVGSVGElement>(null);
  if (!core.value && loadError.value) return <LoadFailed />;
  if (!grid.value || !reading.value || !view.value) return <div class="nl-loading" aria-busy="true" />;
  const now = { grid: grid.value, reading: reading.value };
  return (
    <>
      <div class="nl-line">
        <Picture {...now} view={view.value} svg={picture} />
        <ZoomButtons {...now} view={view.value} />
        <p class="nl-story">{story(now.grid, now.reading)}</p>
      </div>
      <Controls {...now} settings={settings.value} problems={problems.value} />
      <Steps {...now} />
      <div class="nl-side">
        <Equations {...now} />
        <SavePanel {...now} picture={picture} />
        <Reproduce {...now} />
      </div>
      <Presets settings={settings.value} />
      <LiveText text={story(now.grid, now.reading)} />
    </>
  );
}

function LoadFailed() {
  return (
    <div class="notice" role="alert">
      <h2>The arithmetic did not load</h2>
      <p>{loadError.value}</p>
      <button type="button" class="button" onClick={load}>Try again</button>
    </div>
  );
}
