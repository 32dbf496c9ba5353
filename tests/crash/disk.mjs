// SPDX-License-Identifier: ISC
// What a disk holds that loses its power, from the record of recorder.c.  It
// promises what POSIX does: what a file held when it was synced, and the names
// that a directory had when the directory was.  All else may be there or not;
// names change in their order, as on file systems with a journal of their own.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const HEAD = 32;
const WHAT = [, 'create', 'write', 'truncate', 'sync', 'rename', 'unlink',
  'mkdir'];
const MARK = 100; // what a test notes in between

// A test's own entry.
export function encodeMark(mark) {
  const data = Buffer.from(JSON.stringify(mark));
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(MARK, 0);
  head.writeBigUInt64LE(BigInt(data.length), 24);
  return Buffer.concat([head, data]);
}

export function readRecord(path) {
  const bytes = readFileSync(path);
  const entries = [];
  for (let at = 0; at < bytes.length;) {
    const what = bytes.readUInt32LE(at);
    const name = at + HEAD, data = name + bytes.readUInt32LE(at + 4);
    const end = data + Number(bytes.readBigUInt64LE(at + 24));
    entries.push(what === MARK
      ? { what: 'mark', mark: JSON.parse(bytes.subarray(data, end)) }
      : { what: WHAT[what], name: bytes.toString('utf8', name, data),
        inode: bytes.readBigUInt64LE(at + 8),
        offset: Number(bytes.readBigInt64LE(at + 16)),
        data: bytes.subarray(data, end) });
    at = end;
  }
  return entries;
}

// Contents that are safe, and changes that are not yet.
class File {
  bytes = Buffer.alloc(0);
  size = 0;
  pending = [];

  static change(file, { what, offset, data }) {
    const end = what === 'truncate' ? offset : offset + data.length;
    if (end > file.bytes.length) {
      const grown = Buffer.alloc(end * 2);
      file.bytes.copy(grown, 0, 0, file.size);
      file.bytes = grown;
    }
    if (what === 'write') {
      data.copy(file.bytes, offset);
      file.size = Math.max(file.size, end);
    } else {
      file.bytes.fill(0, Math.min(end, file.size));
      file.size = end;
    }
  }

  sync() {
    for (const change of this.pending)
      File.change(this, change);
    this.pending = [];
  }

  // With those of the changes that `choose` returns for each.
  contents(choose) {
    if (this.pending.length === 0)
      return this.bytes.subarray(0, this.size);
    const copy = { bytes: Buffer.from(this.bytes.subarray(0, this.size)),
      size: this.size };
    for (const change of this.pending)
      for (const part of choose(change))
        File.change(copy, part);
    return copy.bytes.subarray(0, copy.size);
  }
}

// What is at `old` or below has `fresh` in its place.
function moved(name, old, fresh) {
  return name === old || name.startsWith(`${old}/`)
    ? fresh + name.slice(old.length) : name;
}

// Applies a change of names.  An inode's number may be used again, so a name
// stands for what was created under it.
function rename(names, { what, name, created, data }) {
  if (what === 'create' || what === 'mkdir')
    names.set(name, created);
  else if (what === 'unlink')
    names.delete(name);
  else
    for (const [old, file] of [...names]) {
      const fresh = moved(old, name, data.toString());
      if (fresh !== old) {
        names.delete(old);
        names.set(fresh, file);
      }
    }
}

export class Disk {
  #inodes = new Map(); // number -> File, or the name of a directory
  #names = new Map();  // safe: name -> the same
  #pending = [];       // changes of names
  #root;

  // `root` is what is watched; its parent was there before.
  constructor(root) {
    this.#root = root;
    this.#inodes.set(statSync(dirname(root), { bigint: true }).ino,
      dirname(root));
  }

  apply(entry) {
    const { what, name, inode } = entry;
    const file = this.#inodes.get(inode);
    if (what === 'create' || what === 'mkdir') {
      const created = what === 'mkdir' ? name : new File();
      this.#inodes.set(inode, created);
      this.#pending.push({ ...entry, created });
    } else if (what === 'unlink')
      this.#pending.push(entry);
    else if (what === 'rename')
      this.#rename(entry);
    else if (what === 'write' || what === 'truncate')
      file.pending.push(entry);
    else if (what === 'sync' && typeof file === 'string')
      this.#syncNames(file);
    else if (what === 'sync')
      file?.sync(); // not of a directory from before the record
  }

  // What a directory holds goes along, safe or not.
  #rename(entry) {
    const fresh = (name) => moved(name, entry.name, entry.data.toString());
    for (const [inode, file] of this.#inodes)
      if (typeof file === 'string')
        this.#inodes.set(inode, fresh(file));
    this.#pending = this.#pending.map((change) =>
      dirname(change.name) === dirname(entry.name) ? change
        : { ...change, name: fresh(change.name) });
    this.#pending.push(entry);
  }

  #syncNames(directory) {
    const isOf = ({ name }) => dirname(name) === directory;
    for (const change of this.#pending.filter(isOf))
      rename(this.#names, change);
    this.#pending = this.#pending.filter((change) => !isOf(change));
  }

  // Which names are not safe yet.
  get unsafe() {
    return this.#pending.map(({ name }) => name);
  }

  // Writes what is left of the root as that folder.  `luck` decides about what
  // was not synced: names(changes) how many of them, in their order, and
  // parts(change, name) which parts of a write.
  write(folder, luck) {
    const names = new Map(this.#names);
    for (const change of this.#pending.slice(0, luck.names(this.#pending)))
      rename(names, change);
    for (const [name, file] of [...names].sort()) {
      const path = join(folder, relative(this.#root, name));
      if (!this.#isThere(names, name))
        continue;
      if (file instanceof File)
        writeFileSync(path, file.contents(
          (change) => luck.parts(change, name)), { mode: 0o600 });
      else
        mkdirSync(path, { mode: 0o700 });
    }
  }

  // With all directories above it.
  #isThere(names, name) {
    return name === this.#root || name.startsWith(`${this.#root}/`) &&
      names.has(dirname(name)) && this.#isThere(names, dirname(name));
  }
}

export const NOTHING_MORE = { names: () => 0, parts: () => [] };
export const EVERYTHING = { names: (changes) => changes.length,
  parts: (change) => [change] };

// Writes are kept, lost or torn, in units of so many bytes.
export function byChance(random, unit) {
  const kept = random.below(101) / 100;
  return {
    names: (changes) => random.between(0, changes.length),
    parts: (change, name) => {
      if (change.what === 'truncate' || !random.chance(0.5))
        return random.chance(kept) ? [change] : [];
      return [...tear(change, unit(name))].filter(() => random.chance(kept));
    },
  };
}

function* tear({ what, offset, data }, unit) {
  for (let at = 0; at < data.length;) {
    const end = Math.min(data.length, at + unit - (offset + at) % unit);
    yield { what, offset: offset + at, data: data.subarray(at, end) };
    at = end;
  }
}
