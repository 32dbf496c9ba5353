// SPDX-License-Identifier: ISC
// Load: as fast as it goes, by wrk.
import { writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('load.lua', import.meta.url));

// Requests for /file.txt over 8 connections; the tokens are sent in turn, from
// the `from`-th on.
export async function load(port, { host, tokens, header, from = 0, seconds },
    folder) {
	const list = `${folder}/tokens`;

	writeFileSync(list, tokens.join('\n') + '\n');
	const child = spawn('wrk', ['-t1', '-c8', `-d${seconds}s`, '-s', script,
		`http://127.0.0.1:${port}/file.txt`, '--', list, String(from), host,
		header],
	    { stdio: ['ignore', 'pipe', 'inherit'] });
	let text = '';

	child.stdout.on('data', (data) => {
		text += data;
	});
	await once(child, 'close');
	const found = /^DONE (\d+) (\d+) (\d+) (\d+)$/m.exec(text);
	if (found === null)
		throw new Error(`wrk: ${text}`);
	const [requests, refused, errors, microseconds] =
	    found.slice(1).map(Number);
	return { requests, refused, errors, microseconds };
}
