// SPDX-License-Identifier: ISC
// Processes of this machine: started, waited for, measured, ended.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, parentOf } from '../tests/lib/processes.mjs';

export { freePort };

const TICKS = 100; // per second, of /proc (USER_HZ)
const children = new Set();

// Runs a command to its end; what it prints.
export function run(command, args, options = {}) {
	const done = spawnSync(command, args, { encoding: 'utf8',
		maxBuffer: 1 << 30, ...options });

	if (done.status !== 0)
		throw new Error(`${command} ${args.join(' ')}: ${
			done.error ?? done.stderr}`);
	return done.stdout;
}

// A server, in the foreground; it ends with this process.
export function start(command, args, { env = {}, log }) {
	const out = openSync(log, 'a');
	const child = spawn('setpriv',
		['--pdeathsig', 'TERM', command, ...args], { detached: true,
			stdio: ['ignore', out, out],
			env: { ...process.env,
				PATH: `${process.env.PATH}:/usr/sbin`, ...env } });

	closeSync(out);
	children.add(child);
	return child;
}

export async function stop(child) {
	children.delete(child);
	if (child.exitCode !== null || child.signalCode !== null)
		return;
	process.kill(-child.pid, 'SIGTERM');
	const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 1000);
	await once(child, 'exit');
	clearTimeout(timer);
}

export async function stopAll() {
	await Promise.all([...children].map(stop));
}

// Waits until somebody listens at a port or socket.
export async function listening(where, what) {
	for (let i = 0; i < 1000; i++) {
		const socket = net.connect(where);
		const [event] = await Promise.race(['connect', 'error'].map(
			async (name) => [name, await once(socket, name)]))
		    .catch(() => ['error']);

		socket.destroy();
		if (event === 'connect')
			return;
		await pause(20);
	}
	throw new Error(`${what} does not listen`);
}

function statOf(pid) {
	const text = readFileSync(`/proc/${pid}/stat`, 'latin1');

	return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

// A process and all below it.
export function treeOf(pids) {
	const parents = new Map();
	const tree = [...pids];

	for (const name of readdirSync('/proc'))
		if (/^\d+$/.test(name))
			parents.set(Number(name), parentOf(name));
	for (const pid of tree)
		for (const [child, parent] of parents)
			if (parent === pid)
				tree.push(child);
	return tree;
}

// User and system time of those processes, and of children that they waited
// for, in microseconds.
export function cpuOf(pids) {
	let ticks = 0;

	for (const pid of pids)
		for (const field of statOf(pid).slice(11, 15))
			ticks += Number(field);
	return ticks * 1e6 / TICKS;
}

// Their resident memory in MB; what several share counts once (Pss).
export function memoryOf(pids) {
	let sum = 0;

	for (const pid of pids)
		sum += Number(/^Pss:\s+(\d+)/m.exec(
			readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))[1]);
	return sum / 1024;
}
