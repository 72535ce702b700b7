// What a caller gives for a run, checked and put into the form that the core takes; and tensors on their way back.
import { coreShape, object } from './arguments.js';
import { unwrap, type CoreCodes, type CoreInput, type CoreRunnable, type CoreTensor, type CoreTensorInfo } from './core.js';
import { codeOf, elementType, isOnlyInput, isTensorArray } from './element-types.js';
import { ZeropointError } from './errors.js';
import type { Dimension, InputShapes, ModelInputs, RunTensor, TensorArray, TensorInfo, TensorInput } from './model-types.js';
import type { Bits, QParams } from './types.js';

const invalid = (message: string) => new ZeropointError('invalid_argument', message);

const quoted = (names: string[]) => names.map((name) => `'${name}'`).join(', ') || 'none';
const shownShape = (shape: readonly Dimension[] | null) => (shape ? `[${shape.map((size) => size ?? '?').join(', ')}]` : 'unknown');

export const infoOf = ({ name, type, shape }: CoreTensorInfo): TensorInfo => ({ name, type: elementType(type)?.name ?? null, shape });

export const codesOfTensor = ({ scale, zeroPoint, qmin, qmax, bits, signed }: CoreCodes): QParams => ({ scale, zeroPoint, qmin, qmax, bits: bits as Bits, signed });

export const tensorOf = ({ type, shape, bytes, codes }: CoreTensor) => {
  const { name, array } = elementType(type)!;
  return { type: name, shape, data: new array(bytes.buffer), ...(codes && { qparams: codesOfTensor(codes) }) } as RunTensor;
};

/** Throws where the buffer was transferred, say to a worker. */
function bytesOf(name: string, { buffer, byteOffset, byteLength }: TensorArray): Uint8Array {
  try {
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch {
    throw invalid(`the array of input '${name}' has been transferred elsewhere`);
  }
}

/** The inputs of one network. */
export class InputReader {
  readonly infos: readonly TensorInfo[];
  readonly #types: number[];

  constructor(infos: CoreTensorInfo[]) {
    this.infos = infos.map(infoOf);
    this.#types = infos.map(({ type }) => type);
  }

  /** One tensor for each input, in order. */
  tensors(core: CoreRunnable, inputs: ModelInputs): CoreInput[] {
    const given = this.#byName(inputs);
    this.#checkNames(given);
    return this.infos.map(({ name }, i) => {
      const tensor = Object.hasOwn(given, name) ? given[name] : undefined;
      if (tensor === undefined) throw invalid(`input '${name}' is missing`);
      return this.#tensor(core, i, isTensorArray(tensor) ? { data: tensor } : (object(`input '${name}'`, tensor) as { data: unknown }));
    });
  }

  /** One shape for each input, in order. */
  shapes(inputShapes: InputShapes): number[][] {
    const given = object('the shapes', inputShapes) as InputShapes;
    this.#checkNames(given);
    return this.infos.map(({ name, shape }) => {
      if (Object.hasOwn(given, name)) return coreShape(given[name]);
      if (shape?.every((size) => typeof size === 'number')) return [...(shape as number[])];
      throw new ZeropointError('shape_mismatch', `the shape of input '${name}' has to be given: it is ${shownShape(shape)}`);
    });
  }

  #byName(inputs: ModelInputs): Record<string, TensorInput> {
    if (!isOnlyInput(inputs)) return object('the inputs', inputs) as Record<string, TensorInput>;
    if (this.infos.length === 1) return { [this.infos[0]!.name]: inputs };
    throw invalid(`the model has ${this.infos.length} inputs, ${quoted(this.infos.map(({ name }) => name))}: give an object with an array for each`);
  }

  #checkNames(given: object): void {
    const names = this.infos.map(({ name }) => name);
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) throw invalid(`the model has no input '${unknown}'; it has ${quoted(names)}`);
  }

  #tensor(core: CoreRunnable, i: number, { data, shape }: { data: unknown; shape?: unknown }): CoreInput {
    const { name, shape: declared } = this.infos[i]!;
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

/** Names of values, as run() takes them. */
export function valueNames(names: readonly string[]): string[] {
  if (!Array.isArray(names)) throw invalid('values must be an array of names');
  return names.map((name: unknown) => {
    if (typeof name !== 'string') throw invalid(`values must be an array of names, got ${String(name)} in it`);
    return name;
  });
}
