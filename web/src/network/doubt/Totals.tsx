import type { ComponentChildren } from 'preact';

import { bytes, count, three } from '../../ui/format';
import { outcome } from '../session/quantization';

/** Size and multiplications, before and after. */
export function Totals() {
  const { quantized, session } = outcome.value!;
  const { size, layers } = quantized;
  const macs = new Map(session.network.layers.map((layer) => [layer.name, layer.macs ?? 0]));
  const all = [...macs.values()].reduce((sum, n) => sum + n, 0);
  const inFloat = layers.filter((layer) => layer.float).reduce((sum, { name }) => sum + (macs.get(name) ?? 0), 0);
  const share = (part: number) => `${three(all ? (100 * part) / all : 0)} %`;
  return (
    <section class="plot" aria-label="Size and multiplications">
      <h2>Before and after</h2>
      <table class="totals number">
        <thead><tr><td /><th scope="col" data-is="float">float</th><th scope="col" data-is="quantized">quantized</th></tr></thead>
        <tbody>
          <Row name="weights" float={bytes(size.floatBytes)} quantized={bytes(size.bytes)} exact={[size.floatBytes, size.bytes]} />
          <Row name="of it" float="100 %" quantized={`${three((100 * size.bytes) / size.floatBytes)} %`} />
          <Row name="MACs in float" float={count(all)} quantized={count(inFloat)} exact={[all, inFloat]} />
          <Row name="MACs in integers" float="0" quantized={count(all - inFloat)} exact={[0, all - inFloat]} />
          <Row name="of all" float="0 %" quantized={share(all - inFloat)} />
        </tbody>
      </table>
    </section>
  );
}

function Row({ name, float, quantized, exact }: { name: string; float: ComponentChildren; quantized: ComponentChildren; exact?: [number, number] }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-exact={exact && String(exact[0])}>{float}</td>
      <td data-exact={exact && String(exact[1])}>{quantized}</td>
    </tr>
  );
}
