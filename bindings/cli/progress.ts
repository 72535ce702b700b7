// A bar on the terminal, for what takes longer than a second.
import { Presets, SingleBar } from 'cli-progress';

const patience = 1000;

export class Progress {
  readonly #bar: SingleBar | undefined;
  readonly #start = performance.now();
  readonly #total: number;
  #done = 0;
  #shown = false;

  constructor(what: string, total: number) {
    this.#total = total;
    if (!process.stderr.isTTY) return;
    this.#bar = new SingleBar({ format: `${what} {bar} {value}/{total}`, stream: process.stderr, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  }

  step(): void {
    this.to(this.#done + 1);
  }

  to(done: number): void {
    this.#done = done;
    if (!this.#bar) return;
    if (!this.#shown && performance.now() - this.#start > patience && this.#done < this.#total) {
      this.#bar.start(this.#total, this.#done);
      this.#shown = true;
    } else if (this.#shown) {
      this.#bar.update(this.#done);
    }
  }

  stop(): void {
    this.#bar?.stop();
  }
}
