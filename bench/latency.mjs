// SPDX-License-Identifier: ISC
// Latency at a fixed rate: a request starts when its time has come, whether or
// not the one before is answered, and counts from then.
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const RATE = 500; // requests a second
const COUNT = 500;

function ask(port, headers, agent, due) {
	return new Promise((resolve, reject) => {
		http.get({ host: '127.0.0.1', port, path: '/file.txt', headers, agent },
		    (answer) => {
			answer.resume();
			answer.on('end', () =>
				resolve(Number(process.hrtime.bigint() - due) / 1e6));
		}).on('error', reject);
	});
}

// Milliseconds, sorted.
export async function latency(port, { host, header, token }) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
	const headers = { Host: host,
		[header]: header === 'Authorization' ? `Bearer ${token}` : token };
	const first = process.hrtime.bigint();
	const asked = [];

	for (let i = 0; i < COUNT; i++) {
		const due = first + BigInt(i * 1e9 / RATE);

		while (process.hrtime.bigint() < due)
			await pause(0);
		asked.push(ask(port, headers, agent, due));
	}
	const times = (await Promise.all(asked)).sort((a, b) => a - b);
	agent.destroy();
	return { p50: times[COUNT >> 1], p99: times[Math.floor(COUNT * 0.99)] };
}
