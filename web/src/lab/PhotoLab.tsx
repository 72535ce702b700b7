import '../style/lab.css';
import '../style/viewer.css';
import '../style/plots.css';

import { BitsControl } from './BitsControl';
import { Caption } from './Caption';
import { Histogram } from './Histogram';
import { Metrics } from './Metrics';
import { PixelReadout } from './PixelReadout';
import { RangeControls } from './RangeControls';
import { RoundingControls } from './RoundingControls';
import { SavePanel } from './SavePanel';
import { SchemeControls } from './SchemeControls';
import { SharingControls } from './SharingControls';
import { Toolbar } from './Toolbar';
import { Viewer } from './Viewer';

/** The photograph section: the picture, what is done to it, and the numbers of that. */
export function PhotoLab() {
  return (
    <div class="lab">
      <h1 class="unseen">A photograph, quantized</h1>
      <div class="lab-picture">
        <Toolbar />
        <Viewer />
        <Caption />
      </div>
      <div class="lab-side">
        <div class="lab-controls">
          <BitsControl />
          <RangeControls />
          <SharingControls />
          <SchemeControls />
          <RoundingControls />
        </div>
        <div class="lab-readout">
          <Metrics />
          <SavePanel />
        </div>
      </div>
      <div class="lab-plots">
        <Histogram />
        <PixelReadout />
      </div>
    </div>
  );
}
