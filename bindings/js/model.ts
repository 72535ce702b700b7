import { coreShape, object } from './arguments.js';
import { unwrap, type Core, type CoreModel, type CoreTensor, type CoreTensorInfo } from './core.js';
import { codeOf, elementType, isTensorArray, isOnlyInput } from './element-types.js';
import { ZeropointError } from './errors.js';
import type { Dimension, InputShapes, Layer, ModelFile, ModelInputs, ModelMemory, ModelOptions, Tensor, TensorArray, TensorInfo, TensorInput } from './model-types.js';

const invalid = (message: string) => new ZeropointError('invalid_argument', message);
const mismatch = (message: string) => new ZeropointError('shape_mismatch', message);

const infoOf = ({ name, type, shape }: CoreTensorInfo): TensorInfo => ({ name, type: elementType(type)?.name ?? null, shape });

const tensorOf = ({ type, shape, bytes }: CoreTensor) => {
  const { name, array } = elementType(type)!;
  return { type: name, shape, data: new array(bytes.buffer) } as Tensor;
};

const quoted = (names: string[]) => names.map((name) => `'${name}'`).join(', ') || 'none';

const shownShape = (shape: readonly Dimension[] | null) => (shape ? `[${shape.map((size) => size ?? '?').join(', ')}]` : 'unknown');

/** Throws where the buffer was transferred, say to a worker. */
function bytesOf(name: string, { buffer, byteOffset, byteLength }: TensorArray): Uint8Array {
  try {
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch {
    throw invalid(`the array of input '${name}' has been transferred elsewhere`);
  }
}

/** A network in WebAssembly memory. Made by `zp.loadModel()`. */
export class Model {
  #core: CoreModel | undefined;
  readonly #types: number[];
  /** What the file held; `layers` is what became of it. */
  readonly file: ModelFile;
  /** In the order of the file; sizes that it leaves open stay names. */
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** In the order in which they run. */
  readonly layers: readonly Layer[];

  /** @internal */
  constructor(core: CoreModel) {
    this.#core = core;
    this.file = core.file();
    const inputs = core.inputs();
    this.#types = inputs.map(({ type }) => type);
    this.inputs = inputs.map(infoOf);
    this.outputs = core.outputs().map(infoOf);
    this.layers = core.layers();
  }

  get memory(): ModelMemory {
    const core = this.#live;
    return { weights: core.weightBytes(), arena: core.arenaBytes() };
  }

  /**
   * Plans memory and packs weights ahead of the first run, which is then as fast as later ones. Shapes may be left
   * out for inputs whose sizes are all fixed. Throws as run() does.
   */
  prepare(inputShapes: InputShapes = {}): void {
    const core = this.#live;
    const given = object('the shapes', inputShapes) as InputShapes;
    this.#checkNames(given);
    unwrap(core.prepare(this.inputs.map(({ name, shape }) => {
      if (Object.hasOwn(given, name)) return coreShape(given[name]);
      if (shape?.every((size) => typeof size === 'number')) return [...(shape as number[])];
      throw mismatch(`the shape of input '${name}' has to be given: it is ${shownShape(shape)}`);
    })));
  }

  /**
   * Runs the network in float32 on one tensor for each input, and gives all outputs by name. The first run with
   * new shapes also plans memory and packs weights; later ones only compute.
   * Throws `invalid_argument` for an input that is missing, unknown or in another kind of array, and
   * `shape_mismatch` naming input and shapes; `out_of_memory`. The model stays usable.
   */
  run(inputs: ModelInputs): Record<string, Tensor> {
    const core = this.#live;
    const results = unwrap(core.run(this.#tensors(core, this.#byName(inputs))));
    return Object.fromEntries(results.map((result, o) => [this.outputs[o]!.name, tensorOf(result)]));
  }

  dispose(): void {
    this.#core?.delete();
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #live(): CoreModel {
    if (!this.#core) throw new ZeropointError('disposed', 'this model has been disposed');
    return this.#core;
  }

  #byName(inputs: ModelInputs): Record<string, TensorInput> {
    if (!isOnlyInput(inputs)) return object('the inputs', inputs) as Record<string, TensorInput>;
    if (this.inputs.length === 1) return { [this.inputs[0]!.name]: inputs };
    throw invalid(`the model has ${this.inputs.length} inputs, ${quoted(this.inputs.map(({ name }) => name))}: give an object with an array for each`);
  }

  #checkNames(given: object): void {
    const names = this.inputs.map(({ name }) => name);
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) throw invalid(`the model has no input '${unknown}'; it has ${quoted(names)}`);
  }

  #tensors(core: CoreModel, given: Record<string, TensorInput>) {
    this.#checkNames(given);
    return this.inputs.map(({ name }, i) => {
      const tensor = Object.hasOwn(given, name) ? given[name] : undefined;
      if (tensor === undefined) throw invalid(`input '${name}' is missing`);
      return this.#tensor(core, i, isTensorArray(tensor) ? { data: tensor } : (object(`input '${name}'`, tensor) as { data: unknown }));
    });
  }

  #tensor(core: CoreModel, i: number, { data, shape }: { data: unknown; shape?: unknown }) {
    const { name, shape: declared } = this.inputs[i]!;
    if (!isTensorArray(data)) throw invalid(`input '${name}' must be a typed array, or an object with one as data`);
    const type = this.#types[i] || codeOf(data);
    const { array, name: typeName, perEntry } = elementType(type)!;
    if (!(data instanceof array)) throw invalid(`input '${name}' is ${typeName} and must be a ${array.name}, got a ${data.constructor.name}`);
    const bytes = bytesOf(name, data);
    const elements = data.length * perEntry;
    if (shape !== undefined) return { type, shape: coreShape(shape), bytes };
    // The last half of a byte may be empty.
    const known = perEntry > 1 && declared?.every((size) => typeof size === 'number');
    return { type, shape: known ? (declared as number[]) : unwrap(core.shapeFor(i, elements)), bytes };
  }
}

/** @internal */
export function loadModel(core: Core, kernels: string, file: Uint8Array | ArrayBuffer, options: ModelOptions): Model {
  const bytes = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  if (!(bytes instanceof Uint8Array)) throw invalid('a model must be the bytes of an ONNX file, as a Uint8Array or an ArrayBuffer');
  const { inputShapes = {} } = object('the options', options) as ModelOptions;
  const shapes = Object.entries(object('inputShapes', inputShapes)).map(([name, shape]) => ({ name, shape: coreShape(shape) }));
  return new Model(unwrap(core.Model.make(kernels, bytes, shapes)));
}
