// SPDX-License-Identifier: ISC
// An installation of ours for the benchmarks: a namespace for each algorithm, a
// container in it, and tokens, good ones and others.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { listening, run, start } from './process.mjs';

export const REVOKED = 1000; // ids on the lists of those who keep one

function partsOf(token) {
	return token.split('.').map((part) => Buffer.from(part, 'base64url'));
}

export function claimsOf(token) {
	return JSON.parse(partsOf(token)[1]);
}

// The same with another id, which nobody registered, and a signature that
// nobody made.
function forge(token) {
	const [header, , signature] = partsOf(token);
	const claims = { ...claimsOf(token), jti: randomUUID() };

	return [header, JSON.stringify(claims), randomBytes(signature.length)]
	    .map((part) => Buffer.from(part).toString('base64url')).join('.');
}

// A good token with another signature.
function spoil(token) {
	const [header, claims, signature] = partsOf(token);

	signature[10] ^= 1;
	return [header, claims, signature]
	    .map((part) => part.toString('base64url')).join('.');
}

export class World {
	constructor(folder, build, workers) {
		this.folder = folder;
		this.build = build;
		this.conf = join(folder, 'gatehouse.conf');
		this.view = join(folder, 'view');
		for (const name of ['run', 'log', 'upload', 'null/run', 'www'])
			mkdirSync(join(folder, name), { recursive: true });
		writeFileSync(this.conf, `state = ${join(folder, 'data')}
view = ${this.view}\nworkers = ${workers}\n`);
		writeFileSync(join(folder, 'www/file.txt'),
		    createHash('sha512').digest('hex').repeat(8));
		this.workers = workers;
		this.env = { GATEHOUSE_CONF: this.conf };
		this.gatehouse('init');
	}

	gatehouse(...args) {
		return run(join(this.build, 'tools/gatehouse'), args,
		    { env: { ...process.env, ...this.env } }).trim();
	}

	issue(container, count, ...rest) {
		return run(join(this.build, 'bench/issue'),
		    [container, count, ...rest].map(String),
		    { env: { ...process.env, ...this.env } }).trim().split('\n');
	}

	// The tokens of an algorithm; `count` good ones.
	async populate(algorithm, count) {
		const name = algorithm.toLowerCase();
		const namespace = this.gatehouse('namespace', 'create', '--name',
		    name, '--algorithm', algorithm);
		const container = this.gatehouse('container', 'create',
		    '--namespace', namespace, '--name', name, '--domain',
		    `${name}.localhost`);
		const good = this.issue(container, count);
		const expired = this.issue(container, 1, 2);
		const deleted = this.issue(container, 1);

		this.gatehouse('token', 'delete', claimsOf(deleted[0]).jti);
		await pause(3000);
		this[algorithm] = { container, host: `${name}.localhost`, good, expired,
			deleted, forged: good.slice(0, 1000).map(forge),
			spoilt: good.slice(0, 1000).map(spoil),
			key: this.keyOf(namespace) };
	}

	// The public key of a namespace as PEM, SubjectPublicKeyInfo.
	keyOf(namespace) {
		const answer = run(join(this.build, 'cgi-bin/public-keys'), [],
		    { env: { ...process.env, ...this.env, REQUEST_METHOD: 'GET',
			GATEWAY_INTERFACE: 'CGI/1.1',
			REQUEST_URI: `/keys/${namespace}/keys.pem` }, input: '' });

		return answer.slice(answer.indexOf('-----BEGIN'));
	}

	// What somebody without a registry would keep: ids that are revoked.
	revoked() {
		return [...Array.from({ length: REVOKED - 2 }, randomUUID),
			...['ES256', 'RS256'].map((algorithm) =>
				claimsOf(this[algorithm].deleted[0]).jti)];
	}

	// A FastCGI program that listens at the unix socket of the samples, or
	// at a port.
	async #fcgi(port, folder, ...command) {
		const path = join(this.folder, folder, 'run/token-gate.sock');
		const child = start('spawn-fcgi', ['-n', '-M', '0666', ...port
			? ['-a', '127.0.0.1', '-p', port] : ['-s', path],
		'--', ...command], { env: this.env,
			log: join(this.folder, 'log/fcgi.log') });

		await listening(port ? { port } : { path }, command[0]);
		return child;
	}

	startGate(port) {
		return this.#fcgi(port, '.',
		    join(this.build, 'cgi-bin/token-gate'));
	}

	// As many processes as the gate has workers.
	startNull(port) {
		return this.#fcgi(port, 'null', '/usr/bin/multiwatch', '-f',
		    this.workers, '--', join(this.build, 'bench/null-gate'));
	}
}
