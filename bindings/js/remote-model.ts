import { checkNotEmpty } from './calibration.js';
import type { Layer, ModelFile, ModelInputs, ModelOptions, TensorInfo } from './model-types.js';
import type { CalibrateOptions, Recipe, SampleBatches, Sensitivity, SensitivityOptions } from './quantize-types.js';
import { RemoteCalibration } from './remote-calibration.js';
import { runJob, type Ask } from './remote-jobs.js';
import { RemoteNetwork, sending, sent } from './remote-network.js';
import { RemoteQuantizedModel } from './remote-quantized-model.js';
import { unlessAborted } from './tasks.js';

export interface RemoteModelOptions extends ModelOptions {
  /** Move the bytes to the worker instead of copying them: the array is then empty here. Default false. */
  transfer?: boolean;
}

export interface RemoteCalibrateOptions extends CalibrateOptions {
  /** Move the samples to the worker instead of copying them: their arrays are then empty here. Default false. */
  transfer?: boolean;
}

/** A network in the worker's memory. Made by `ZeropointWorker.loadModel()`. */
export class RemoteModel extends RemoteNetwork {
  readonly file: ModelFile;
  readonly layers: readonly Layer[];

  /** @internal */
  constructor(ask: Ask, facts: { id: number; file: ModelFile; inputs: readonly TensorInfo[]; outputs: readonly TensorInfo[]; layers: readonly Layer[] }) {
    super(ask, { run: 'runModel', prepare: 'prepareModel', memory: 'modelMemory', dispose: 'disposeModel' }, facts);
    this.file = facts.file;
    this.layers = facts.layers;
  }

  /**
   * As `Model.calibrate`. Samples are sent batch by batch: the next one is asked for while the worker is busy with the
   * last, and no more than these two are under way.
   */
  async calibrate(samples: SampleBatches, { onProgress, signal, transfer: moves = false, ...options }: RemoteCalibrateOptions = {}): Promise<RemoteCalibration> {
    const { ask } = this;
    const id = await ask((thread) => thread.startCalibration(this.id, options));
    const observe = async (inputs: ModelInputs) => {
      const seen = await sending(() => ask((thread) => thread.observeBatch(id, this.id, sent(inputs, moves))));
      onProgress?.(seen);
    };
    let underWay: Promise<void> | undefined;
    try {
      for await (const inputs of unlessAborted(samples, signal, 'the calibration was stopped')) {
        await underWay;
        underWay = observe(inputs);
        underWay.catch(() => {}); // told when it is awaited
      }
      await underWay;
      const facts = await ask((thread) => thread.calibrationFacts(id));
      checkNotEmpty(facts);
      return new RemoteCalibration(ask, id, facts);
    } catch (error) {
      void ask((thread) => thread.disposeCalibration(id)).catch(() => {});
      throw error;
    }
  }

  /** As `Model.quantize`. */
  async quantize(calibration: RemoteCalibration, recipe: Recipe = {}): Promise<RemoteQuantizedModel> {
    const { ask } = this;
    return new RemoteQuantizedModel(ask, await ask((thread) => thread.quantize(this.id, calibration.id, recipe)));
  }

  /** As `Model.sensitivity`; the samples are kept in the worker meanwhile. */
  async sensitivity(calibration: RemoteCalibration, recipe: Recipe, samples: SampleBatches, options: SensitivityOptions = {}): Promise<Sensitivity> {
    const { ask } = this;
    const stopped = 'the sweep over the layers was stopped';
    const id = await ask((thread) => thread.keepSamples());
    try {
      for await (const inputs of unlessAborted(samples, options.signal, stopped)) await sending(() => ask((thread) => thread.keepBatch(id, inputs)));
      return await runJob(ask, options, stopped, (job, progress) =>
        ask((thread) => thread.sensitivity(this.id, calibration.id, recipe, id, job, progress)));
    } finally {
      void ask((thread) => thread.disposeSamples(id)).catch(() => {});
    }
  }
}
