/** The networks that come with the page; models/README.md says how they were made. */
export const demos = [
  {
    id: 'fashion-mobile',
    about: 'Depthwise-separable, ten kinds of clothing, 28 × 28.',
    classes: ['T-shirt/top', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
  },
  {
    id: 'digits',
    about: 'Five 3 × 3 convolutions, ten digits, 28 × 28. Draw one.',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  },
  {
    id: 'cifar-resnet8',
    about: 'Residual, ten kinds of things, 32 × 32. Show it a photograph or the camera.',
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  },
] as const;

export type Demo = (typeof demos)[number];
export type DemoId = Demo['id'];

export const modelUrl = (id: DemoId) => `./models/${id}.onnx`;
