import { boolean, number, object } from './arguments.js';
import { Calibration, checkNotEmpty } from './calibration.js';
import { unwrap, type Core, type CoreModel } from './core.js';
import { ZeropointError } from './errors.js';
import type { ModelInputs } from './model-types.js';
import type { CalibrateOptions, Recipe, SampleBatches, Sensitivity, SensitivityOptions } from './quantize-types.js';
import { QuantizedModel } from './quantized-model.js';
import { checkedRecipe } from './recipe.js';
import { RuntimeModel } from './runtime-model.js';
import { nextTask, unlessAborted } from './tasks.js';

const invalid = (message: string) => new ZeropointError('invalid_argument', message);

/** A network that can also be quantized. Made by `zp.loadModel()`. */
export class Model extends RuntimeModel {
  readonly #module: Core;

  /** @internal */
  constructor(module: Core, core: CoreModel) {
    super(core);
    this.#module = module;
  }

  /**
   * Runs a float network on batches of samples and keeps what has to be known of each value to choose ranges by any
   * method, in memory that does not grow with the number of samples. Between batches other work gets its turn.
   * Dispose the calibration. Throws `invalid_argument` for no samples; `not_finite` naming value and index; `aborted`;
   * as run() does.
   */
  async calibrate(samples: SampleBatches, options: CalibrateOptions = {}): Promise<Calibration> {
    const { onProgress, signal } = object('the options', options) as CalibrateOptions;
    const calibration = this.startCalibration(options);
    try {
      for await (const inputs of unlessAborted(samples, signal, 'the calibration was stopped')) {
        const seen = this.observe(calibration, inputs);
        onProgress?.(seen);
        await nextTask();
      }
      checkNotEmpty(calibration);
      return calibration;
    } catch (error) {
      calibration.dispose();
      throw error;
    }
  }

  /**
   * Fixes scales, zero points and codes by a recipe and what calibration saw: the float network becomes one of integers.
   * Dispose it. Throws `invalid_argument` for a recipe that contradicts itself or names layers that there are not, and
   * for a calibration of another network; `unsupported` for a network that is quantized already.
   */
  quantize(calibration: Calibration, recipe: Recipe = {}): QuantizedModel {
    if (!(calibration instanceof Calibration)) throw invalid('quantize needs a calibration, as calibrate() gives it');
    return new QuantizedModel(unwrap(this.#module.QuantizedModel.make(this.live, calibration.live, checkedRecipe(recipe))), this, this.layers);
  }

  /**
   * Quantizes each layer alone, and all layers but each, and compares the network's outputs over the samples, which are
   * kept meanwhile, with those in float. Between the runs other work gets its turn. Throws as calibrate() and quantize() do.
   */
  async sensitivity(calibration: Calibration, recipe: Recipe, samples: SampleBatches, options: SensitivityOptions = {}): Promise<Sensitivity> {
    if (!(calibration instanceof Calibration)) throw invalid('sensitivity needs a calibration, as calibrate() gives it');
    const { onProgress, signal } = object('the options', options) as SensitivityOptions;
    const stopped = 'the sweep over the layers was stopped';
    const core = unwrap(this.#module.Sensitivity.make(this.live, calibration.live, checkedRecipe(recipe)));
    const steps = function* () {
      while (core.done() < core.stepCount()) yield;
    };
    try {
      for await (const inputs of unlessAborted(samples, signal, stopped)) {
        unwrap(core.addSamples(this.coreInputs(inputs), this.live));
        await nextTask();
      }
      for await (const _ of unlessAborted(steps(), signal, stopped)) {
        // The core would not notice that they are gone.
        void [this.live, calibration.live];
        unwrap(core.step());
        onProgress?.(core.done() / core.stepCount());
        await nextTask();
      }
      return { only: core.only(), allBut: core.allBut() };
    } finally {
      core.delete();
    }
  }

  /** @internal A calibration that has seen nothing yet. */
  startCalibration({ averagingConstant, perChannel = false }: CalibrateOptions): Calibration {
    const options = {
      perChannel: boolean('perChannel', perChannel),
      ...(averagingConstant !== undefined && { averagingConstant: number('averagingConstant', averagingConstant) }),
    };
    return new Calibration(unwrap(this.#module.Calibration.make(this.live, options)));
  }

  /** @internal A batch more; the number of samples so far. */
  observe(calibration: Calibration, inputs: ModelInputs): number {
    unwrap(calibration.live.observe(this.live, this.coreInputs(inputs)));
    return calibration.samples;
  }
}
