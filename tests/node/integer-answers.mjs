// What a demo network answers in integers. It imports nothing, so that a page of a browser runs the same lines as Node.

function* batches({ data, shape }, size) {
  const each = data.length / shape[0];
  for (let start = 0; start < shape[0]; start += size) {
    const count = Math.min(size, shape[0] - start);
    yield { input: { data: data.subarray(start * each, (start + count) * each), shape: [count, ...shape.slice(1)] } };
  }
}

/**
 * Calibrates a network on the images `seen`, freezes it and runs it on `images`, both { data, shape }: the bytes of the
 * quantized file, those of all logits one after another, and the shape of the last batch's logits.
 */
export async function answersOf(zp, network, seen, images, size) {
  const model = zp.loadModel(network);
  const quantized = model.quantize(await model.calibrate(batches(seen, size)));
  const results = Array.from(batches(images, size), (inputs) => quantized.run(inputs).logits);
  const answers = new Float32Array(results.reduce((sum, { data }) => sum + data.length, 0));
  results.reduce((at, { data }) => (answers.set(data, at), at + data.length), 0);
  return { onnx: quantized.toOnnx(), answers: new Uint8Array(answers.buffer), shape: results.at(-1).shape };
}
