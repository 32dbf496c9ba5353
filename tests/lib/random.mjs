// SPDX-License-Identifier: ISC
// Numbers that look random, and that a seed makes again.

// RANDOM_SEED, which whoever saw a test fail takes from its output.
export const SEED = Number(process.env.RANDOM_SEED ??
  Math.floor(Math.random() * 0x7fffffff));

// Marsaglia's xorshift: "Xorshift RNGs", 2003.
export class Random {
  #state;

  constructor(seed = SEED) {
    this.#state = (seed ^ 0x9e3779b9) | 1;
    for (let i = 0; i < 16; i++)
      this.#step();
  }

  #step() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  // From 0 to `end`, which is not included.
  below(end) {
    return Math.floor(this.#step() / 0x100000000 * end);
  }

  between(least, most) {
    return least + this.below(most - least + 1);
  }

  chance(probability) {
    return this.#step() < probability * 0x100000000;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}
