// The networks and what is to be known of them.
//   input   the name of the input, [batch, 3, height, width]
//   batch   the batch size is open in the file
//   spatial height and width are open as well; otherwise they are 224
//   macs, parameters   of torch's own convolutions and linear layers, for one picture of 224 × 224: counted in torch
//           with forward hooks. A batch normalization, folded, leaves one bias a channel of its two parameters
const both = { input: 'input', batch: true, spatial: true };
const batch = { input: 'input', batch: true, spatial: false };

/** Exported by export.py; its NETWORKS says the same of what is open. */
export const exported = {
  resnet18: { ...batch, macs: 1_814_073_344, parameters: 11_684_712 },
  mobilenet_v2: { ...both, macs: 300_774_272, parameters: 3_487_816 },
  mobilenet_v3_small: { ...both, macs: 56_510_400, parameters: 2_536_800 },
  shufflenet_v2_x1_0: { ...both, macs: 144_907_992, parameters: 2_270_514 },
  squeezenet1_1: { ...batch, macs: 349_151_936, parameters: 1_235_496 },
  efficientnet_b0: { ...batch, macs: 385_814_752, parameters: 5_267_540 },
  mnasnet1_0: { ...batch, macs: 314_415_872, parameters: 4_364_352 },
  regnet_x_400mf: { ...both, macs: 413_812_608, parameters: 5_477_048 },
  googlenet: { ...batch, macs: 1_498_376_192, parameters: 6_617_624 },
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
