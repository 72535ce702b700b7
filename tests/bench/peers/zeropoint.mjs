// This package, as the benchmark calls its peers.

/** (bytes of an ONNX file, { shape }) → { run(data), release() }; data are NCHW, float32 or uint8. */
export const zeropoint = (zp) => (bytes, { shape }) => {
  const model = zp.loadModel(bytes);
  const [output] = model.outputs;
  return {
    run: (data) => model.run({ data, shape })[output.name].data,
    release: () => model.dispose(),
  };
};
