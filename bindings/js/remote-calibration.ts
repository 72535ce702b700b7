import { ZeropointError } from './errors.js';
import type { CalibratedValue, CalibrationJson, ValueHistogram } from './quantize-types.js';
import type { Ask } from './remote-jobs.js';

interface Facts {
  samples: number;
  values: CalibratedValue[];
}

/** A calibration in the worker's memory. Made by `RemoteModel.calibrate()` or `ZeropointWorker.loadCalibration()`. */
export class RemoteCalibration {
  #ask: Ask | undefined;
  #facts: Facts;
  readonly #id: number;

  /** @internal */
  constructor(ask: Ask, id: number, facts: Facts) {
    this.#ask = ask;
    this.#id = id;
    this.#facts = facts;
  }

  get samples(): number {
    return this.#facts.samples;
  }

  /** As `Calibration.values`. */
  get values(): CalibratedValue[] {
    return this.#facts.values;
  }

  /** As `Calibration.histogram`. */
  async histogram(name: string, bins = 256): Promise<ValueHistogram> {
    return this.#live((thread) => thread.calibrationHistogram(this.#id, name, bins));
  }

  /** As `Calibration.merge`. */
  async merge(other: RemoteCalibration): Promise<void> {
    this.#facts = await this.#live((thread) => thread.mergeCalibration(this.#id, other.id));
  }

  /** As `Calibration.toJSON`. */
  async toJSON(): Promise<CalibrationJson> {
    return this.#live((thread) => thread.calibrationJson(this.#id));
  }

  dispose(): void {
    void this.#ask?.((thread) => thread.disposeCalibration(this.#id)).catch(() => {});
    this.#ask = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal */
  get id(): number {
    void this.#live;
    return this.#id;
  }

  get #live(): Ask {
    if (!this.#ask) throw new ZeropointError('disposed', 'this calibration has been disposed');
    return this.#ask;
  }
}
