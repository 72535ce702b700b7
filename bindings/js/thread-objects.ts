// What the client has made in the worker, by number.
import { ZeropointError } from './errors.js';

export class Objects<T extends { dispose(): void }> {
  static #lastId = 0;
  readonly #what: string;
  readonly #all = new Map<number, T>();

  /** `what`: for messages, "model". */
  constructor(what: string) {
    this.#what = what;
  }

  add(object: T): number {
    const id = ++Objects.#lastId;
    this.#all.set(id, object);
    return id;
  }

  get(id: number): T {
    const found = this.#all.get(id);
    if (!found) throw new ZeropointError('disposed', `this ${this.#what} has been disposed`);
    return found;
  }

  dispose(id: number): void {
    this.#all.get(id)?.dispose();
    this.#all.delete(id);
  }
}
