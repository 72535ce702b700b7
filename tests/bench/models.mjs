// Float networks: ours beside onnxruntime-web's wasm back end, one thread each; runs in Node and in a browser. The
// outputs are compared before anything is timed.
import { relativeError } from '../data/networks/difference.mjs';
import { referenceModel, version } from '../data/networks/ort.mjs';
import { Random } from '../data/networks/random.mjs';
import { interleavedCalls } from './rounds.mjs';

const limit = 1e-4;
// Sizes that a file leaves open: one picture, of ImageNet's usual size.
const sizeOf = (size, axis) => (typeof size === 'number' ? size : axis === 0 ? 1 : 224);

function inputShapesOf(zp, bytes) {
  const model = zp.loadModel(bytes);
  const shapes = model.inputs.map(({ name, shape }) => [name, shape.map(sizeOf)]);
  model.dispose();
  return Object.fromEntries(shapes);
}

function randomInputs(shapes) {
  const input = (shape) => ({ data: new Random(1).normal(shape.reduce((a, b) => a * b, 1)), shape });
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(shape)]));
}

function checked(what, ours, theirs) {
  const errors = Object.entries(theirs).map(([name, { data }]) => relativeError(ours[name].data, data));
  const error = Math.max(...errors);
  if (!(error <= limit)) throw new Error(`${what}: the outputs differ by ${error} of their range`);
  return error;
}

/** One network: { what, shape, macs, error, rows: { name: { median, min } } }, times in milliseconds. */
export async function modelBench(zp, what, bytes, rounds) {
  const inputShapes = inputShapesOf(zp, bytes);
  const model = zp.loadModel(bytes, { inputShapes });
  const reference = await referenceModel(bytes);
  try {
    const inputs = randomInputs(inputShapes);
    const error = checked(what, model.run(inputs), await reference.run(inputs));
    const works = { zeropoint: () => model.run(inputs), [`onnxruntime-web ${version}`]: () => reference.run(inputs) };
    const rows = await interleavedCalls(works, { rounds, warmUp: Math.min(rounds, 5) });
    const macs = model.layers.reduce((sum, layer) => sum + layer.macs, 0);
    return { what, shape: Object.values(inputs)[0].shape, macs, error, rows };
  } finally {
    model.dispose();
    await reference.release();
  }
}
