import { integer, object } from './arguments.js';
import { jsonOf, stateOf } from './calibration-json.js';
import { unwrap, type Core, type CoreCalibration } from './core.js';
import { ZeropointError } from './errors.js';
import type { CalibratedValue, CalibrationJson, ValueHistogram } from './quantize-types.js';

/** What the values of a network were, over samples. Made by `model.calibrate()` or `zp.loadCalibration()`. */
export class Calibration {
  #core: CoreCalibration | undefined;

  /** @internal */
  constructor(core: CoreCalibration) {
    this.#core = core;
  }

  get samples(): number {
    return this.live.samples();
  }

  /** The range of each value, in the order in which they are computed; inputs first. */
  get values(): CalibratedValue[] {
    return this.live.values().map(({ channels, ...value }) => ({ ...value, ...(channels.length > 0 && { channels }) }));
  }

  /** Counts of one value in equal bins, 1 to 65,536. Throws `invalid_argument` for a name that was not seen. */
  histogram(name: string, bins = 256): ValueHistogram {
    if (typeof name !== 'string') throw new ZeropointError('invalid_argument', 'histogram needs the name of a value');
    return unwrap(this.live.histogram(name, integer('bins', bins)));
  }

  /**
   * Takes in what another calibration of the same network saw. Throws `invalid_argument` for another network or other
   * options, and for moving averages, which depend on order.
   */
  merge(other: Calibration): void {
    if (!(other instanceof Calibration)) throw new ZeropointError('invalid_argument', 'merge needs another calibration');
    unwrap(this.live.merge(other.live));
  }

  /** All of it as plain JSON, for `zp.loadCalibration()`. */
  toJSON(): CalibrationJson {
    return jsonOf(unwrap(this.live.state()));
  }

  dispose(): void {
    this.#core?.delete();
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal */
  get live(): CoreCalibration {
    if (!this.#core) throw new ZeropointError('disposed', 'this calibration has been disposed');
    return this.#core;
  }
}

/** @internal */
export function checkNotEmpty({ samples }: { samples: number }): void {
  if (samples === 0) throw new ZeropointError('invalid_argument', 'a calibration needs samples, got none');
}

/** @internal */
export function loadCalibration(core: Core, json: unknown): Calibration {
  return new Calibration(unwrap(core.Calibration.fromState(stateOf(object('a calibration', json) as CalibrationJson))));
}
