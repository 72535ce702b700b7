// Random numbers that are the same on every machine and fast enough for a hundred million weights.
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** 32 bits: mulberry32. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** `count` float32 in [low, high). */
  uniform(count, low, high) {
    const out = new Float32Array(count);
    const step = (high - low) / 2 ** 32;
    for (let i = 0; i < count; ++i) out[i] = low + step * this.next();
    return out;
  }

  /** `count` float32, normally distributed with variance 1 (Box and Muller). */
  normal(count) {
    const out = new Float32Array(count);
    for (let i = 0; i < count; ++i) {
      const radius = Math.sqrt(-2 * Math.log((this.next() + 1) / 2 ** 32));
      out[i] = radius * Math.cos((2 * Math.PI * this.next()) / 2 ** 32);
    }
    return out;
  }
}
