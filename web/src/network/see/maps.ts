// A layer's result for one image, in float and quantized.

export interface Maps {
  channels: number;
  height: number;
  width: number;
  float: Float32Array;
  /** What the codes mean, r̂; absent where there is no quantized network. */
  quantized: Float32Array | undefined;
  /** The codes, where the layer gives some. */
  codes: ArrayLike<number> | undefined;
  /** Of both, for one scale of greys. */
  low: number;
  high: number;
}

function ends(arrays: readonly Float32Array[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const array of arrays) {
    for (const value of array) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Channels × rows × columns of the first image; a list of numbers is one row. */
export function mapsOf(shape: readonly number[], float: Float32Array, quantized?: Float32Array, codes?: ArrayLike<number>): Maps {
  const [, channels = 1, height = 1, width = 1] = shape;
  const isList = shape.length < 4;
  const size = channels * height * width;
  const [first, second] = [float.subarray(0, size), quantized?.subarray(0, size)];
  const [low, high] = ends(second ? [first, second] : [first]);
  const grid = isList ? { channels: 1, height: 1, width: size } : { channels, height, width };
  return { ...grid, float: first, quantized: second, codes, low, high };
}
