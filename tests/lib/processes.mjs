// SPDX-License-Identifier: ISC
// Processes and ports of this machine, and waiting for them; for tests and benchmarks.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

// Asks until the answer is true, and returns it; the one way to wait for something.
export async function until(ask, what, seconds = 120) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer)
      return answer;
    if (Date.now() > end)
      throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(10);
  }
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// The parent of a process that lives, as the kernel knows it.
export function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

export function isAlive(pid) {
  return parentOf(pid) !== undefined;
}

// How many of them there still were: some end by themselves meanwhile.
export function kill(...pids) {
  let killed = 0;
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
      killed++;
    } catch (error) {
      assert.equal(error.code, 'ESRCH');
    }
  return killed;
}

export function childrenOf(pid) {
  return readdirSync('/proc').filter((entry) =>
    /^\d+$/.test(entry) && parentOf(entry) === Number(pid)).map(Number);
}

export function descendantsOf(pid) {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}
