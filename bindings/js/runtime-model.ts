import { coreShape, object } from './arguments.js';
import { unwrap, type CoreModel, type RuntimeCore } from './core.js';
import { ZeropointError } from './errors.js';
import type { Layer, ModelFile, ModelOptions } from './model-types.js';
import { Network } from './network.js';

/** A network from an ONNX file, in WebAssembly memory: quantized ones run in integers. Made by `runtime.loadModel()`. */
export class RuntimeModel extends Network<CoreModel> {
  /** What the file held; `layers` is what became of it. */
  readonly file: ModelFile;
  /** In the order in which they run. */
  readonly layers: readonly Layer[];

  /** @internal */
  constructor(core: CoreModel) {
    super(core);
    this.file = core.file();
    this.layers = core.layers();
  }
}

/** @internal onlyRuns: weights need not stay as they are in the file. */
export function makeModel(core: RuntimeCore, kernels: string, file: Uint8Array | ArrayBuffer, options: ModelOptions, onlyRuns: boolean): CoreModel {
  const bytes = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  if (!(bytes instanceof Uint8Array)) {
    throw new ZeropointError('invalid_argument', 'a model must be the bytes of an ONNX file, as a Uint8Array or an ArrayBuffer');
  }
  const { inputShapes = {} } = object('the options', options) as ModelOptions;
  const shapes = Object.entries(object('inputShapes', inputShapes)).map(([name, shape]) => ({ name, shape: coreShape(shape) }));
  return unwrap(core.Model.make(kernels, bytes, shapes, onlyRuns));
}
