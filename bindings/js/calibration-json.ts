// A calibration as JSON and back. Whether the numbers can come from samples is the core's to judge.
import type { CoreCalibrationState, CoreValueState } from './core.js';
import { ZeropointError } from './errors.js';
import type { CalibratedValueJson, CalibrationJson } from './quantize-types.js';
import type { Range } from './types.js';

const format = 'zeropoint-calibration';
const version = 1;

const invalid = (message: string) => new ZeropointError('invalid_argument', `the calibration is damaged: ${message}`);

export function jsonOf({ values, averagingConstant, perChannel, network, samples }: CoreCalibrationState): CalibrationJson {
  return {
    format, version, network, samples,
    ...(averagingConstant !== undefined && { averagingConstant }),
    ...(perChannel && { perChannel }),
    values: values.map((value) => ({
      name: value.name, min: value.min, max: value.max,
      ...(value.exact ? { values: [...value.values] } : { bins: [...value.bins] }),
      counts: [...value.counts],
      ...(value.average && { average: value.average }),
      ...(value.channels.length > 0 && { channels: value.channels }),
    })),
  };
}

function numbers(what: string, list: unknown): number[] {
  if (!Array.isArray(list) || !list.every(Number.isFinite)) throw invalid(`${what} must be a list of numbers`);
  return list as number[];
}

function finite(what: string, value: unknown): number {
  if (!Number.isFinite(value)) throw invalid(`${what} must be a number`);
  return value as number;
}

function rangeOf(what: string, range: unknown): Range {
  const { min, max } = (range ?? {}) as Partial<Range>;
  return { min: finite(`${what}.min`, min), max: finite(`${what}.max`, max) };
}

function valueOf(json: CalibratedValueJson, i: number): CoreValueState {
  const { name, values, bins, counts, average, channels } = json ?? {};
  if (typeof name !== 'string') throw invalid(`values[${i}] has no name`);
  const what = `value '${name}'`;
  const exact = values !== undefined;
  if (exact === (bins !== undefined)) throw invalid(`${what} must have either values or bins`);
  const keys = numbers(`${what}.${exact ? 'values' : 'bins'}`, exact ? values : bins);
  const counted = numbers(`${what}.counts`, counts);
  if (counted.length !== keys.length || !counted.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw invalid(`${what} must have one count for each of its ${keys.length} ${exact ? 'values' : 'bins'}`);
  }
  if (channels !== undefined && !Array.isArray(channels)) throw invalid(`${what}.channels must be a list`);
  return {
    name, exact, ...rangeOf(what, json),
    values: Float32Array.from(exact ? keys : []),
    bins: Int32Array.from(exact ? [] : keys),
    counts: Float64Array.from(counted),
    ...(average !== undefined && { average: rangeOf(`${what}.average`, average) }),
    channels: (channels ?? []).map((range, c) => rangeOf(`${what}.channels[${c}]`, range)),
  };
}

export function stateOf(json: CalibrationJson): CoreCalibrationState {
  if (json.format !== format) throw new ZeropointError('invalid_argument', `this is no calibration: its format is not '${format}'`);
  if (json.version !== version) throw new ZeropointError('unsupported', `calibrations of version ${String(json.version)} are not read; version ${version} is`);
  const { network, samples, averagingConstant, perChannel, values } = json;
  if (typeof network !== 'string') throw invalid('network must be a string');
  if (!Number.isSafeInteger(samples) || samples < 0) throw invalid('samples must be a count');
  if (!Array.isArray(values)) throw invalid('values must be a list');
  return {
    network, samples, perChannel: perChannel === true,
    ...(averagingConstant !== undefined && { averagingConstant: finite('averagingConstant', averagingConstant) }),
    values: values.map(valueOf),
  };
}
