// The files behind what is on screen, each read once: the one that is given away, and the float network's own.
import type { Network } from '../session/network';
import type { Outcome } from '../session/quantization';
import { readOnnx, type OnnxFile } from './onnx-file';

const exported = new WeakMap<Outcome, Promise<OnnxFile>>();
const originals = new WeakMap<Uint8Array, OnnxFile>();

export function exportedFile(of: Outcome): Promise<OnnxFile> {
  let file = exported.get(of);
  if (!file) exported.set(of, (file = of.quantized.toOnnx().then(readOnnx)));
  return file;
}

export function originalFile({ file }: Network): OnnxFile {
  let read = originals.get(file);
  if (!read) originals.set(file, (read = readOnnx(file)));
  return read;
}
