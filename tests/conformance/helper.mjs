// SPDX-License-Identifier: ISC
// A process that answers line by line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export class Helper {
  #child;
  #lines;

  constructor(command, args, stderr = 'ignore') {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', stderr] });
    this.#child.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[
      Symbol.asyncIterator]();
  }

  // One line there, one line back: one task at a time.
  async ask(line) {
    this.#child.stdin.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    if (done)
      throw new Error(`${this.#child.spawnfile} has ended`);
    return value;
  }

  async close() {
    this.#child.stdin.end();
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await once(this.#child, 'exit');
  }
}
