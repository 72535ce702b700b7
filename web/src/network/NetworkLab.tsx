import '../style/plots.css';
import './style/network.css';
import './style/graph.css';
import './style/run.css';
import './style/tables.css';
import './style/choose.css';
import './style/doubt.css';
import './style/see.css';
import './style/take-away.css';

import { Choice } from '../ui/Choice';
import { ChoosePanel } from './choose/ChoosePanel';
import { DoubtPanel } from './doubt/DoubtPanel';
import { NetworkGraph } from './graph/NetworkGraph';
import { NetworkBar } from './run/NetworkBar';
import { OpeningNotice } from './run/OpeningNotice';
import { RunPanel } from './run/RunPanel';
import { Unlabelled, Verdict } from './run/Verdict';
import { SeePanel } from './see/SeePanel';
import { outcome } from './session/quantization';
import { network, session } from './session/session';
import { view, type View } from './state/settings';
import { TakeAway } from './take-away/TakeAway';

const panels: readonly (readonly [View, string])[] = [['run', 'Run'], ['doubt', 'Doubt'], ['see', 'See'], ['take-away', 'Take away']];

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
            <Verdict />
            <Unlabelled />
            <Choice label="Panel" quiet value={view.value} options={panels} onInput={(next) => (view.value = next)} />
            {!session.value!.test && <NoImages />}
            <Panel />
          </div>
          <aside class="net-side" aria-label="How it is quantized"><ChoosePanel /></aside>
        </div>
      )}
    </div>
  );
}

function Panel() {
  switch (view.value) {
    case 'run':
      return <RunPanel />;
    case 'doubt':
      return <DoubtPanel />;
    case 'see':
      return outcome.value ? <SeePanel /> : null;
    case 'take-away':
      return outcome.value ? <TakeAway /> : null;
  }
}

function NoImages() {
  return <p class="net-empty">Now its images: drop a folder, several files or a zip, or open them above. They calibrate it, and it is judged by them.</p>;
}
