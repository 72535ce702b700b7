// The networks and what is to be known of them.
//   input   the name of the input, [batch, 3, height, width]
//   batch   the batch size is open in the file
//   spatial height and width are open as well; otherwise they are 224
const both = { input: 'input', batch: true, spatial: true };
const batch = { input: 'input', batch: true, spatial: false };

/** Exported by export.py; its NETWORKS says the same of what is open. */
export const exported = {
  resnet18: batch,
  mobilenet_v2: both,
  mobilenet_v3_small: both,
  shufflenet_v2_x1_0: both,
  squeezenet1_1: batch,
  efficientnet_b0: batch,
  mnasnet1_0: batch,
  regnet_x_400mf: both,
  googlenet: batch,
};

/** What `npm test` and `npm run bench` take of them. */
export const usual = ['resnet18', 'mobilenet_v2'];

const fixed = (input) => ({ input, batch: false, spatial: false });

/** The ONNX project's light_*.onnx. */
export const light = {
  squeezenet: fixed('data_0'),
  shufflenet: fixed('gpu_0/data_0'),
  densenet121: fixed('data_0'),
  inception_v1: fixed('data_0'),
  inception_v2: fixed('data_0'),
  resnet50: fixed('gpu_0/data_0'),
  bvlc_alexnet: fixed('data_0'),
  zfnet512: fixed('gpu_0/data_0'),
  vgg19: fixed('data_0'),
};
