// The files that the benchmark of integer networks times: each network as float ONNX, QDQ ONNX, float and int8
// .tflite. Made anew at every run, which takes seconds, so that they always come from the sources beside them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadZeropoint } from '../../../dist/node.js';
import { root } from '../../../tools/setup/place.mjs';
import { Random } from '../../data/networks/random.mjs';
import { toTflite } from '../tflite/convert.mjs';
import { layer, layers, mobilenetV1 } from './build.mjs';
import { withCodes } from './codes.mjs';
import { layersOf } from './layers.mjs';
import { readOnnx, writeOnnx } from './onnx.mjs';

/** Holds a folder for each, with the files named below and input.f32. */
export const folder = join(root, 'build/bench');
export const fileNames = ['float.onnx', 'int8.onnx', 'float.tflite', 'int8.tflite'];
const picture = (count, seed) => new Random(seed).uniform(count, 0, 1);
const normal = (count, seed) => new Random(seed).normal(count);

/** The networks of the tables: where they come from, what goes in. `exported` is the folder of torchvision's. */
function networkSources(exported) {
  const own = (name) => () => readOnnx(readFileSync(join(root, `models/${name}/${name}.onnx`)));
  const torchvision = (name) => () => readOnnx(readFileSync(join(exported, `${name}.onnx`)));
  return [
    { name: 'ResNet-8 32²', id: 'resnet8', shape: [1, 3, 32, 32], values: picture, make: own('cifar-resnet8') },
    { name: 'MobileNetV1-0.25 96²', id: 'mobilenet_v1', shape: [1, 3, 96, 96], values: normal, make: mobilenetV1 },
    { name: 'MobileNetV2 224²', id: 'mobilenet_v2', shape: [1, 3, 224, 224], values: normal, make: torchvision('mobilenet_v2') },
    { name: 'ResNet-18 224²', id: 'resnet18', shape: [1, 3, 224, 224], values: normal, make: torchvision('resnet18') },
    { name: 'digits 28²', id: 'digits', shape: [1, 1, 28, 28], values: picture, make: own('digits') },
    { name: 'fashion-mobile 28²', id: 'fashion-mobile', shape: [1, 1, 28, 28], values: picture, make: own('fashion-mobile') },
  ];
}

// By the package's own defaults, which are the peers' best format: uint8 activations, int8 weights, a scale a channel.
async function quantized(file, samples) {
  const model = (await loadZeropoint()).loadModel(file);
  const calibration = await model.calibrate(samples);
  const result = model.quantize(calibration, { output: 'quantized' });
  const bytes = result.toOnnx();
  for (const one of [result, calibration, model]) one.dispose();
  return bytes;
}

async function prepare({ name, id, shape, values, make }, codes) {
  const graph = make();
  graph.inputs[0].shape = shape;
  const count = shape.reduce((a, b) => a * b, 1);
  const samples = [1, 2, 3, 4].map((seed) => ({ data: values(count, seed), shape }));
  const onnx = writeOnnx(graph);
  const qdq = await quantized(onnx, samples);
  const float = layersOf(graph, shape);
  const files = {
    'float.onnx': onnx,
    'int8.onnx': codes ? writeOnnx(withCodes(readOnnx(qdq))) : qdq,
    'float.tflite': toTflite(float),
    'int8.tflite': toTflite(layersOf(readOnnx(qdq), shape), { codes }),
  };
  mkdirSync(join(folder, id), { recursive: true });
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, id, file), bytes);
  const input = codes ? new Random(9).uniform(count, 0, 256).map(Math.floor) : values(count, 9);
  writeFileSync(join(folder, id, 'input.f32'), new Uint8Array(input.buffer));
  const macs = float.layers.reduce((sum, one) => sum + one.macs, 0);
  return { name, id, shape, outputShape: float.layers.at(-1).shape, macs, codes };
}

/** Removes what an earlier run left. */
export const clear = () => rmSync(folder, { recursive: true, force: true });

/** Networks with float32 in and out: [{ name, id, shape, outputShape, macs }]; files in build/bench/<id>. `only`: some of them, by id. */
export async function preparedNetworks(exported, only) {
  const result = [];
  for (const source of networkSources(exported).filter(({ id }) => only?.includes(id) ?? true)) result.push(await prepare(source, false));
  return result;
}

/** Single layers, the quantized ones with codes in and out: what is measured is the layer and nothing else. */
export async function preparedLayers() {
  const result = [];
  for (const [i, name] of Object.keys(layers).entries()) {
    const graph = layer(name);
    result.push(await prepare({ name, id: `layer${i}`, shape: graph.inputs[0].shape, values: normal, make: () => graph }, true));
  }
  return result;
}
