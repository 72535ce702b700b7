// Integer networks and single layers: this package, onnxruntime-web and LiteRT.js in one process or page, each in its
// own best format, one thread and two. Results are compared before anything is timed, and after.
import { relativeError } from '../data/networks/difference.mjs';
import { litert } from './peers/litert.mjs';
import { onnxruntime } from './peers/onnxruntime.mjs';
import { zeropoint } from './peers/zeropoint.mjs';
import { interleavedCalls } from './rounds.mjs';

const limit = 1e-3; // of the range of the outputs, for float
const tolerance = 3; // dB below the SQNR of onnxruntime-web's int8
const small = 20e6; // multiply-adds up to which the scalar back end is timed
// Threads of a pool spin for a while after their work, on a machine of two cores at the cost of whoever comes next.
const rest = 30;

const formats = { float: 'float', int8: 'int8' };

/** The runtimes, loaded: [{ name, format, load, file, nhwc, threads }]. One that does not load stands there with its reason. `threads`: numbers of them, 1 among these. */
export async function entrants(zp, threads) {
  const found = [];
  const add = async (name, make, options) => {
    try {
      const load = await make();
      for (const format of options.formats ?? Object.keys(formats)) found.push({ name: `${name} ${format}`, format, load, ...options });
    } catch (error) {
      found.push({ name, format: 'int8', failed: String(error), ...options });
    }
  };
  await add('zeropoint', () => zeropoint(zp), { file: 'onnx', threads: 1 });
  if (zp.kernels !== 'simd128') await add('zeropoint simd128', () => zeropoint(zp.withKernels('simd128')), { file: 'onnx', threads: 1, formats: ['int8'] });
  await add('zeropoint scalar', () => zeropoint(zp.withKernels('scalar')), { file: 'onnx', threads: 1, formats: ['int8'], smallOnly: true });
  for (const count of threads) {
    const many = count > 1 ? `, ${count} threads` : '';
    await add(`onnxruntime-web${many}`, () => onnxruntime({ threads: count }), { file: 'onnx', threads: count });
    await add(`LiteRT.js${many}`, () => litert({ threads: count }), { file: 'tflite', threads: count, nhwc: true });
  }
  return found;
}

function transposed(data, [, channels, ...sizes], toNhwc) {
  const area = sizes.reduce((a, b) => a * b, 1);
  const out = new data.constructor(data.length);
  for (let c = 0; c < channels; ++c) {
    for (let i = 0; i < area; ++i) {
      if (toNhwc) out[i * channels + c] = data[c * area + i];
      else out[c * area + i] = data[i * channels + c];
    }
  }
  return out;
}

// What goes in: float32, or codes, which are uint8 in ONNX and int8 in TFLite.
function inputFor({ format, nhwc }, { shape, codes }, values) {
  const data = nhwc ? transposed(values, shape, true) : values;
  if (!codes || format === 'float') return data;
  return nhwc ? Int8Array.from(data, (q) => q - 128) : Uint8Array.from(data);
}

function comparable({ format, nhwc }, { outputShape, codes }, result) {
  const data = nhwc ? transposed(result, outputShape, false) : result;
  return nhwc && codes && format === 'int8' ? Int16Array.from(data, (q) => q + 128) : data;
}

export function sqnr(signal, approximation) {
  let [power, noise] = [0, 0];
  signal.forEach((x, i) => {
    power += x * x;
    noise += (x - approximation[i]) ** 2;
  });
  return 10 * Math.log10(power / noise);
}

// Float within the limit of onnxruntime-web's. Int8 codes within one of its codes, float outputs nearly as near to
// the float network as its are.
function checked({ name, format }, { codes }, result, reference) {
  if (format === 'float') {
    const error = relativeError(result, reference.float);
    if (!(error <= limit)) throw new Error(`${name}: differs from onnxruntime-web by ${error} of the range`);
    return { error };
  }
  if (codes) {
    const codeError = result.reduce((most, q, i) => Math.max(most, Math.abs(q - reference.int8[i])), 0);
    if (!(codeError <= 1)) throw new Error(`${name}: differs from onnxruntime-web by ${codeError} codes`);
    return { codeError };
  }
  const decibels = sqnr(reference.float, result);
  if (!(decibels >= sqnr(reference.float, reference.int8) - tolerance)) throw new Error(`${name}: ${decibels} dB from the float network`);
  return { sqnr: decibels, equal: result.every((x, i) => x === reference.int8[i]) };
}

async function ready(entrant, network, files, values) {
  const model = await entrant.load(files[`${entrant.format}.${entrant.file}`], { shape: network.shape, codes: network.codes && entrant.format === 'int8' });
  if (model.complete === false) throw new Error('XNNPACK does not run all of it');
  const input = inputFor(entrant, network, values);
  return { model, work: () => model.run(input) };
}

/**
 * One network: { …network, rows: { name: { median, min, error | sqnr | codeError } | { failed } } }, milliseconds.
 * @param files { 'float.onnx': bytes, … } as networks/prepare.mjs made them; `values` what goes in
 */
export async function contest(all, network, files, values, rounds) {
  const taken = all.filter(({ smallOnly }) => !smallOnly || network.macs <= small);
  const models = [];
  const rows = {};
  try {
    const reference = {};
    for (const format of Object.keys(formats)) {
      const judge = all.find((one) => one.format === format && one.name === `onnxruntime-web ${format}`);
      const { model, work } = await ready(judge, network, files, values);
      reference[format] = await work();
      await model.release();
    }
    const works = {};
    for (const entrant of taken) {
      try {
        if (entrant.failed) throw new Error(entrant.failed);
        const { model, work } = await ready(entrant, network, files, values);
        models.push(model);
        rows[entrant.name] = checked(entrant, network, comparable(entrant, network, await work()), reference);
        works[entrant.name] = work;
      } catch (error) {
        rows[entrant.name] = { failed: String(error.message ?? error) };
      }
    }
    const threaded = new Set(taken.filter(({ threads }) => threads > 1).map(({ name }) => name));
    const after = (name) => (threaded.has(name) ? new Promise((resolve) => setTimeout(resolve, rest)) : undefined);
    const times = await interleavedCalls(works, { rounds, after });
    for (const entrant of taken.filter(({ name }) => works[name])) {
      // Once more: what ran first was not yet the code of the optimizing compiler.
      try {
        checked(entrant, network, comparable(entrant, network, await works[entrant.name]()), reference);
        Object.assign(rows[entrant.name], times[entrant.name]);
      } catch (error) {
        rows[entrant.name] = { failed: `when optimized, ${error.message}` };
      }
    }
    return { ...network, rounds, rows };
  } finally {
    for (const model of models) await model.release();
  }
}
