// The array type that goes with a number of bits and a sign, and its bytes.
import { integer, number, object } from './arguments.js';
import type { CodeType, CoreQParams, CoreQParamsList } from './core.js';
import { ZeropointError } from './errors.js';
import type { Bits, Codes, CodeSpec, QParams } from './types.js';

const types = {
  uint8: { array: Uint8Array, min: 0, max: 255 },
  int8: { array: Int8Array, min: -128, max: 127 },
  uint16: { array: Uint16Array, min: 0, max: 65535 },
  int16: { array: Int16Array, min: -32768, max: 32767 },
};

export function codeType({ bits, signed }: CodeSpec): CodeType {
  if (integer('bits', bits) <= 8) return signed ? 'int8' : 'uint8';
  return signed ? 'int16' : 'uint16';
}

export const codesOf = (bytes: Uint8Array<ArrayBuffer>, type: CodeType): Codes => new types[type].array(bytes.buffer);

export function bytesOf(codes: Codes, type: CodeType): Uint8Array {
  const { array } = types[type];
  if (!(codes instanceof array)) {
    throw new ZeropointError('invalid_argument', `codes of these bits and sign must be in a ${array.name}`);
  }
  return new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
}

export function checkQParams(qparams: QParams): { p: CoreQParams; type: CodeType } {
  const { scale, zeroPoint, qmin, qmax } = object('qparams', qparams) as QParams;
  const p = {
    scale: number('qparams.scale', scale),
    zeroPoint: integer('qparams.zeroPoint', zeroPoint),
    qmin: integer('qparams.qmin', qmin),
    qmax: integer('qparams.qmax', qmax),
  };
  const type = codeType(qparams);
  if (qmin < types[type].min || qmax > types[type].max) {
    throw new ZeropointError('invalid_argument', `codes [${qmin}, ${qmax}] do not fit ${type}`);
  }
  return { p, type };
}

/** One object a tile. */
export function qparamsOf({ scale, zeroPoint, qmin, qmax }: CoreQParamsList, spec: { bits: number; signed: boolean }): QParams[] {
  const same = { qmin, qmax, bits: spec.bits as Bits, signed: spec.signed };
  return Array.from(scale, (s, i) => ({ scale: s, zeroPoint: zeroPoint[i]!, ...same }));
}
