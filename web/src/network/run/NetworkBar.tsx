import { Choice } from '../../ui/Choice';
import { count, three } from '../../ui/format';
import { demos, type DemoId } from '../session/demos';
import { chooseDemo, network, session } from '../session/session';
import { OpenFiles } from './OpenFiles';

const options = demos.map(({ id }) => [id, id] as const);

function large(value: number): string {
  if (value >= 1e9) return `${three(value / 1e9)} G`;
  if (value >= 1e6) return `${three(value / 1e6)} M`;
  return value >= 1e4 ? `${three(value / 1e3)} k` : count(value);
}

/** Which network it is, and what it is made of. */
export function NetworkBar() {
  const now = network.value;
  const id = now?.demo?.id;
  return (
    <div class="net-bar">
      <Choice<DemoId | 'own'>
        label="Network"
        quiet
        value={id ?? (now ? 'own' : demos[0].id)}
        options={now && !id ? [...options, ['own', now.name] as const] : options}
        onInput={(next) => next !== 'own' && chooseDemo(next)}
      />
      <OpenFiles />
      <p class="net-facts number" data-testid="net-facts">{now && <Facts />}</p>
    </div>
  );
}

function Facts() {
  const { layers, demo } = network.value!;
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const macs = layers.reduce((sum, layer) => sum + (layer.macs ?? 0), 0);
  const test = session.value?.test;
  return (
    <>
      {demo && <span>{demo.about}</span>}
      <span>{layers.length} layers</span>
      <span title={count(parameters)}>{large(parameters)} parameters</span>
      <span title={count(macs)}>{large(macs)} MACs an image</span>
      {test && <span>{test.title}</span>}
    </>
  );
}
