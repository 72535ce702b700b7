// The worker's side of remote-model.ts and its neighbours: networks, calibrations and quantized networks.
import type { Calibration } from './calibration.js';
import type { Model } from './model.js';
import type { InputShapes, ModelInputs, ModelOptions, RunOptions } from './model-types.js';
import type { QuantizedModel } from './quantized-model.js';
import type { CalibrateOptions, CalibrationJson, OnnxOptions, Recipe, Sensitivity } from './quantize-types.js';
import { stoppable } from './thread-jobs.js';
import { Objects } from './thread-objects.js';
import { reply } from './thread-replies.js';
import type { Zeropoint } from './zeropoint.js';

const models = new Objects<Model>('model');
const calibrations = new Objects<Calibration>('calibration');
const quantizedModels = new Objects<QuantizedModel>('model');

const factsOf = (calibration: Calibration) => ({ samples: calibration.samples, values: calibration.values });

/** Batches that the client asked to be kept, for work that needs several at once. */
const kept = new Objects<{ batches: ModelInputs[]; dispose(): void }>('set of samples');

/** The methods of the worker that `loaded` gives the instance of. */
export const networkMethods = (loaded: () => Zeropoint) => ({
  loadModel: (bytes: Uint8Array | ArrayBuffer, options: ModelOptions) =>
    reply(() => {
      const model = loaded().loadModel(bytes, options);
      const { file, inputs, outputs, layers } = model;
      return { id: models.add(model), file, inputs, outputs, layers };
    }),
  runModel: (id: number, inputs: ModelInputs, options: RunOptions) => reply(() => models.get(id).run(inputs, options)),
  prepareModel: (id: number, shapes: InputShapes) => reply(() => models.get(id).prepare(shapes)),
  modelMemory: (id: number) => reply(() => models.get(id).memory),
  disposeModel: (id: number) => reply(() => models.dispose(id)),

  /** An empty calibration, which grows by observe(). */
  startCalibration: (model: number, options: Pick<CalibrateOptions, 'averagingConstant' | 'perChannel'>) =>
    reply(() => calibrations.add(models.get(model).startCalibration(options))),
  /** Answers with the number of samples so far. */
  observeBatch: (calibration: number, model: number, inputs: ModelInputs) => reply(() => models.get(model).observe(calibrations.get(calibration), inputs)),
  calibrationFacts: (id: number) => reply(() => factsOf(calibrations.get(id))),
  loadCalibration: (json: CalibrationJson) =>
    reply(() => {
      const calibration = loaded().loadCalibration(json);
      return { id: calibrations.add(calibration), ...factsOf(calibration) };
    }),
  mergeCalibration: (id: number, other: number) =>
    reply(() => {
      calibrations.get(id).merge(calibrations.get(other));
      return factsOf(calibrations.get(id));
    }),
  calibrationHistogram: (id: number, name: string, bins: number) => reply(() => calibrations.get(id).histogram(name, bins)),
  calibrationJson: (id: number) => reply(() => calibrations.get(id).toJSON()),
  disposeCalibration: (id: number) => reply(() => calibrations.dispose(id)),

  keepSamples: () => reply(() => kept.add({ batches: [], dispose() {} })),
  keepBatch: (id: number, inputs: ModelInputs) => reply(() => void kept.get(id).batches.push(inputs)),
  disposeSamples: (id: number) => reply(() => kept.dispose(id)),
  sensitivity: (model: number, calibration: number, recipe: Recipe, samples: number, job: number, onProgress?: (done: number) => void) =>
    reply<Sensitivity>(() =>
      stoppable(job, (signal) => models.get(model).sensitivity(calibrations.get(calibration), recipe, kept.get(samples).batches, { signal, ...(onProgress && { onProgress }) }))),

  quantize: (model: number, calibration: number, recipe: Recipe) =>
    reply(() => {
      const quantized = models.get(model).quantize(calibrations.get(calibration), recipe);
      const { inputs, outputs, layers, recipe: filled, size } = quantized;
      return { id: quantizedModels.add(quantized), inputs, outputs, layers, recipe: filled, size };
    }),
  runQuantized: (id: number, inputs: ModelInputs, options: RunOptions) => reply(() => quantizedModels.get(id).run(inputs, options)),
  prepareQuantized: (id: number, shapes: InputShapes) => reply(() => quantizedModels.get(id).prepare(shapes)),
  quantizedMemory: (id: number) => reply(() => quantizedModels.get(id).memory),
  traceQuantized: (id: number, inputs: ModelInputs) => reply(() => quantizedModels.get(id).trace(inputs)),
  quantizedToOnnx: (id: number, options: OnnxOptions) => reply(() => quantizedModels.get(id).toOnnx(options)),
  disposeQuantized: (id: number) => reply(() => quantizedModels.dispose(id)),
});
