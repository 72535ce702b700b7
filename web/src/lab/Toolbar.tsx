import { Choice } from '../ui/Choice';
import { three } from '../ui/format';
import { OpenPhoto } from './OpenPhoto';
import { mode, modes } from './settings';
import { fit, view, zoomBy, zoomTo } from './view';

const names = { split: 'Split', quantized: 'Quantized', error: 'Error' };

export function Toolbar() {
  return (
    <div class="toolbar">
      <OpenPhoto />
      <div class="toolbar-view">
        <Choice label="View" quiet value={mode.value} options={modes.map((name) => [name, names[name]] as const)} onInput={(next) => (mode.value = next)} />
        <div class="zoom" role="group" aria-label="Zoom">
          <button type="button" class="button" data-square aria-label="Zoom out" onClick={() => zoomBy(1 / 1.5)}>−</button>
          <button type="button" class="button zoom-value number" aria-label={`Zoom ${zoomText()}; press for one screen pixel a pixel`} onClick={() => zoomTo(1)}>{zoomText()}</button>
          <button type="button" class="button" data-square aria-label="Zoom in" onClick={() => zoomBy(1.5)}>+</button>
          <button type="button" class="button" onClick={fit}>Fit</button>
        </div>
      </div>
    </div>
  );
}

const zoomText = () => `${three(view.value.scale * 100)} %`;
