// SPDX-License-Identifier: ISC
// A small disk of its own, which can be filled, and be read only: a tmpfs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, rmdirSync,
  writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function mount(...words) {
  return spawnSync('mount', words, { encoding: 'utf8' });
}

// Why there are no such disks here; false: there are.
export const without = (() => {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-disk-'));
  const { status, stderr } = mount('-t', 'tmpfs', 'none', path);
  if (status === 0)
    spawnSync('umount', [path]);
  rmdirSync(path);
  return status !== 0 &&
    `no file system can be mounted: NOT TESTED (${stderr?.trim()})`;
})();

export class Disk {
  constructor(path, size) {
    this.path = path;
    this.ballast = join(path, 'ballast');
    mkdirSync(path, { recursive: true });
    const { status, stderr } = mount('-t', 'tmpfs', '-o',
      `size=${size},mode=0755`, 'none', path);
    assert.equal(status, 0, stderr);
  }

  // Not a byte is left.
  fill() {
    const fd = openSync(this.ballast, 'a');
    for (let size = 1 << 20; size >= 1;)
      try {
        writeSync(fd, Buffer.alloc(size));
      } catch {
        size >>= 1;
      }
    closeSync(fd);
  }

  free() {
    rmSync(this.ballast, { force: true });
  }

  become(mode) {
    const { status, stderr } = mount('-o', `remount,${mode}`, this.path);
    assert.equal(status, 0, stderr);
  }

  close() {
    spawnSync('umount', ['-l', this.path]);
  }
}
