import '../style/plots.css';
import './style/network.css';
import './style/graph.css';
import './style/run.css';
import './style/tables.css';

import { Choice } from '../ui/Choice';
import { LayerTable } from './doubt/LayerTable';
import { NetworkGraph } from './graph/NetworkGraph';
import { NetworkBar } from './run/NetworkBar';
import { OpeningNotice } from './run/OpeningNotice';
import { RunPanel } from './run/RunPanel';
import { network } from './session/session';
import { view, type View } from './state/settings';

const panels: readonly (readonly [View, string])[] = [['run', 'Run'], ['doubt', 'Layers']];

/** The network section: a network, run as it is and quantized, and every number of that. */
export function NetworkLab() {
  return (
    <div class="net">
      <h1 class="unseen">A network, quantized</h1>
      <NetworkBar />
      <OpeningNotice />
      {network.value && (
        <div class="net-body">
          <NetworkGraph />
          <div class="net-main">
            <Choice label="Panel" quiet value={view.value} options={panels} onInput={(next) => (view.value = next)} />
            {view.value === 'doubt' ? <LayerTable /> : <RunPanel />}
          </div>
        </div>
      )}
    </div>
  );
}
