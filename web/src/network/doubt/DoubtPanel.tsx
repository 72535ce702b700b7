import { outcome } from '../session/quantization';
import { LayerNumbers } from './LayerNumbers';
import { LayerTable } from './LayerTable';
import { Sensitivity } from './Sensitivity';
import { Totals } from './Totals';
import { Tradeoff } from './Tradeoff';

/** Where the network loses what it loses. */
export function DoubtPanel() {
  return (
    <section class="doubt" aria-label="Doubt">
      {outcome.value && <LayerNumbers />}
      <LayerTable />
      <div class="doubt-pair">
        {outcome.value && <Totals />}
        <Tradeoff />
      </div>
      <Sensitivity />
    </section>
  );
}
