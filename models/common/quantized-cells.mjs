// The configurations of the accuracy tables, as recipes, and what the independent script of tests/data/fake_quant found.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const channelGroups = 4;
const blockSize = 32;

/** [weight bits, activation bits], the columns of a table. */
export const columns = [[8, 8], [6, 8], [6, 4], [4, 8], [4, 4], [3, 8], [3, 4], [2, 8], [2, 4]];

const granularities = {
  tensor: () => ({ kind: 'tensor' }),
  group: (outputs) => ({ kind: 'group', groups: outputs % channelGroups === 0 ? channelGroups : 2 }),
  channel: () => ({ kind: 'channel' }),
  block: () => ({ kind: 'block', size: blockSize }),
};

// Methods of weights and of activations. Entropy is a method for activations, and weights come in no batches to average.
const observers = {
  'min-max': ['minmax', 'minmax'],
  'moving average': ['minmax', 'moving-average'],
  percentile: ['minmax', 'percentile'],
  MSE: ['mse', 'mse'],
  entropy: ['minmax', 'entropy'],
};

/** The rows of a table: every observer per tensor and per channel at W8A8, the usual ones everywhere. */
export function rows() {
  const usual = ['min-max', 'MSE', 'percentile'];
  return Object.keys(granularities).flatMap((granularity) =>
    Object.keys(observers)
      .filter((observer) => usual.includes(observer) || granularity === 'tensor' || granularity === 'channel')
      .map((observer) => ({ granularity, observer, columns: usual.includes(observer) ? columns : columns.slice(0, 1) })));
}

/** The recipe of one cell for a network; groups follow from each layer's output channels. */
export function recipeOf({ granularity, observer }, [weightBits, activationBits], layers) {
  const [weightMethod, activationMethod] = observers[observer];
  const recipe = {
    weights: { bits: weightBits, method: weightMethod, granularity: granularities[granularity](0) },
    activations: { bits: activationBits, method: activationMethod },
  };
  if (granularity !== 'group') return recipe;
  const odd = layers.filter(({ parameters, outputs }) => parameters > 0 && outputs[0][1] % channelGroups !== 0);
  return { ...recipe, layers: odd.map(({ name }) => ({ match: name, weights: { granularity: granularities.group(1) } })) };
}

const record = fileURLToPath(new URL('../../tests/data/fake_quant/expected.json', import.meta.url));

/** How many images the independent script answers rightly in that cell; undefined where it has none. */
export function expectedOf(name, { granularity, observer }, [weightBits, activationBits]) {
  const { cells } = JSON.parse(readFileSync(record, 'utf8'))[name];
  const weights = observer === 'MSE' ? 'MSE' : 'min-max';
  const found = cells.find((cell) => cell.granularity === granularity && cell.weightBits === weightBits
    && cell.activationBits === activationBits && cell.weights === weights && cell.activations === observer);
  return found?.correct;
}
