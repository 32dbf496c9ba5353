// SPDX-License-Identifier: ISC
// How requests travel: the service's parent, its workers, FastCGI at its worst,
// and plain CGI.  GATEHOUSE_BUILD names the build folder.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync,
	readlinkSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { BEGIN, Connection, PARAMS, STDIN, begin, encodeParams, record,
	request, stream } from '../lib/fcgi.mjs';

const toy = resolve(process.env.GATEHOUSE_BUILD ?? '.', 'tests/api/toy');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-service-'));
const children = [];
let socket;

async function until(what, condition) {
	for (const end = Date.now() + 20000; !await condition(); await pause(5))
		assert.ok(Date.now() < end, `waited in vain until ${what}`);
}

// A toy of its own on a new socket.
async function start(workers) {
	const path = join(folder, `${children.length}.sock`);
	const child = spawn('spawn-fcgi', ['-n', '-s', path, '--', toy],
	    { env: { ...process.env, TOY_WORKERS: String(workers) },
		stdio: 'ignore' });

	child.exited = new Promise((done) => child.on('exit', (code) =>
		done(code)));
	children.push(child);
	await until('the socket is there', () => existsSync(path));
	return { path, child };
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		// A zombie that nobody has waited for is dead enough.
		return !/^State:\s+Z/m.test(
			readFileSync(`/proc/${pid}/status`, 'latin1'));
	} catch {
		return false;
	}
}

function childrenOf(pid) {
	return readdirSync('/proc').filter((name) => {
		try {
			return /^\d+$/.test(name) && new RegExp(`^PPid:\\t${pid}$`,
			    'm').test(readFileSync(`/proc/${name}/status`, 'latin1'));
		} catch {
			return false;
		}
	}).map(Number);
}

// Everything of a request up to its body.
function opening(method, path, more = [], options = {}) {
	return Buffer.concat([begin(options.role ?? 'RESPONDER', options),
		stream(PARAMS, encodeParams([['REQUEST_METHOD', method],
			['REQUEST_URI', path],
			['QUERY_STRING', path.split('?')[1] ?? ''], ...more]))]);
}

before(async () => {
	socket = (await start(2)).path;
});

after(async () => {
	for (const child of children)
		child.kill('SIGTERM');
	await Promise.all(children.map((child) => child.exited));
	rmSync(folder, { recursive: true, force: true });
});

test('a request is answered with all that it said', async () => {
	const { status, headers, body } = await request(socket,
	    { method: 'POST', path: '/echo?a=1', body: 'hello' });
	const { pid, ...said } = JSON.parse(body);

	assert.equal(status, 200);
	assert.equal(headers['content-type'], 'application/json');
	assert.equal(headers['cache-control'], 'no-store');
	assert.equal(Number(headers['content-length']), body.length);
	assert.ok(pid > 0);
	assert.deepEqual(said, { method: 'POST', path: '/echo', query: 'a=1',
		body: 5, token: null, tokens: 0 });
});

test('parameters sent twice are counted', async () => {
	const { body } = await request(socket, { path: '/echo', params:
		[['HTTP_X_AUTH_TOKEN', 'a'], ['HTTP_X_AUTH_TOKEN', 'b']] });

	assert.equal(JSON.parse(body).tokens, 2);
	assert.equal(JSON.parse(body).token, 'a');
});

test('a path is decoded once and never straightened', async () => {
	const paths = { '/%65cho': 200, '/echo/a%20b/end': 200, '//echo': 404,
		'/./echo': 404, '/x/../echo': 404, '/%2e/echo': 404,
		'/echo%00': 404, '/echo%2': 404, '/echo/': 404, '/ECHO': 404,
		[`/${'a'.repeat(3000)}`]: 404, '*': 404, 'http://x/echo': 404,
		'/%ff': 404 };

	for (const [path, status] of Object.entries(paths))
		assert.equal((await request(socket, { path })).status, status, path);
});

test('HEAD is answered like GET, without the body', async () => {
	const { status, headers, body } = await request(socket,
	    { method: 'HEAD', path: '/echo' });

	assert.equal(status, 200);
	assert.ok(Number(headers['content-length']) > 0);
	assert.equal(body, '');
});

test('another method is told which there are', async () => {
	const { status, headers, body } = await request(socket,
	    { method: 'PUT', path: '/echo' });

	assert.equal(status, 405);
	assert.equal(headers.allow, 'GET, HEAD, POST, DELETE');
	assert.equal(JSON.parse(body).type, 'method_not_allowed');
});

test('a body of 64 KiB is taken, one byte more is not', async () => {
	const fits = await request(socket, { method: 'POST', path: '/echo',
		body: 'x'.repeat(65536) });
	const exceeds = await request(socket, { method: 'POST', path: '/echo',
		body: 'x'.repeat(65537) });

	assert.equal(JSON.parse(fits.body).body, 65536);
	assert.equal(exceeds.status, 413);
	assert.equal(JSON.parse(exceeds.body).type, 'request_too_large');
});

test('a body shorter than announced is not acted on', async () => {
	const connection = new Connection(socket);

	await connection.send(opening('POST', '/echo',
	    [['CONTENT_LENGTH', '10']]), stream(STDIN, 'half'));
	const [answer] = await connection.answers();
	assert.equal(answer.status, 400);
	assert.equal(JSON.parse(answer.body).details[0].argument_name, 'body');
});

test('a body cut off by the server is not acted on', async () => {
	const connection = new Connection(socket);

	await connection.send(opening('POST', '/echo',
	    [['CONTENT_LENGTH', '4']]), record(STDIN, Buffer.from('ha')));
	connection.socket.end();
	for (const answer of await connection.answers())
		assert.notEqual(answer.status, 200);
});

test('trap 1: silence, a spoilt header and a crash are never a pass',
async () => {
	const asked = { params: { GATEHOUSE_CONTAINER: 'host' } };

	for (const path of ['/nothing', '/spoilt']) {
		const plain = await request(socket, { path });
		const gate = await request(socket, { path, ...asked });
		const authorizer = await request(socket,
		    { path, role: 'AUTHORIZER' });

		assert.equal(plain.status, 500, path);
		assert.equal(gate.status, 403, path);
		assert.equal(authorizer.status, 403, path);
		assert.equal(authorizer.headers['x-forged'], undefined);
		assert.equal(JSON.parse(authorizer.body).type, 'internal_error');
	}
	await assert.rejects(request(socket, { path: '/crash' }), /no answer/);
	assert.equal((await request(socket, { path: '/echo' })).status, 200);
});

test('a role that nobody has is refused', async () => {
	const connection = new Connection(socket);

	await connection.send(opening('GET', '/echo', [], { role: 'FILTER' }),
	    stream(STDIN, ''), record(8));
	for (const answer of await connection.answers(3000))
		assert.notEqual(answer.status, 200);
});

test('trap 3: an authorizer does not wait for a body', async () => {
	const connection = new Connection(socket);

	await connection.send(opening('POST', '/pass',
	    [['HTTP_CONTENT_LENGTH', '1000']], { role: 'AUTHORIZER' }));
	const answers = await connection.answers(5000);
	assert.equal(answers.isTimeout, false);
	assert.equal(answers[0].status, 200);
	assert.deepEqual(answers[0].headers,
	    { status: '200 OK', 'variable-guest': 'somebody' });
});

test('trap 4: no request can be smuggled in a body', async () => {
	const forged = Buffer.concat([opening('GET', '/echo',
	    [['HTTP_X_AUTH_TOKEN', 'forged']]), stream(STDIN, '')]);

	for (let shift = 0; shift < 16; shift++) {
		const connection = new Connection(socket);
		const body = Buffer.concat([Buffer.alloc(65537 + shift), forged,
			forged]);

		await connection.send(opening('POST', '/echo',
		    [['CONTENT_LENGTH', body.length]], { keepConn: true }),
		    stream(STDIN, body), forged);
		const answers = await connection.answers();
		assert.equal(answers.isTimeout, false);
		assert.equal(answers.length, 1);
		assert.equal(answers[0].status, 413);
	}
});

test('trap 5: a body that is under way when SIGTERM comes is read whole',
async (t) => {
	if (process.getuid() !== 0) {
		t.skip('only root may see when a worker takes a connection');
		return;
	}
	const { path, child } = await start(1);
	const { pid } = JSON.parse((await request(path, { path: '/echo' })).body);
	const sockets = () => readdirSync(`/proc/${pid}/fd`).filter((fd) => {
		try {
			return readlinkSync(`/proc/${pid}/fd/${fd}`)
			    .startsWith('socket:');
		} catch {
			return false;
		}
	}).length;

	await until('the worker has the listening socket alone', () =>
		sockets() === 1);
	const connection = new Connection(path);
	await connection.send(opening('POST', '/echo',
	    [['CONTENT_LENGTH', '20']]), record(STDIN, Buffer.alloc(10)));
	await until('the worker has taken the connection', () =>
		sockets() === 2);
	child.kill('SIGTERM');
	await connection.send(record(STDIN, Buffer.alloc(10)), record(STDIN));
	const [answer] = await connection.answers();
	assert.equal(answer.status, 200);
	assert.equal(JSON.parse(answer.body).body, 20);
	assert.equal(await child.exited, 0);
});

test('trap 6: servers that would keep connections starve nobody', async () => {
	const { path, child } = await start(1), pids = new Set();

	for (let i = 0; i < 20; i++) {
		const connection = new Connection(path);

		await connection.send(opening('GET', '/echo', [],
		    { keepConn: true }), stream(STDIN, ''));
		const [answer] = await connection.answers();
		pids.add(JSON.parse(answer.body).pid);
	}
	assert.equal(pids.size, 1);
	child.kill('SIGTERM');
	assert.equal(await child.exited, 0);
});

test('trap 7: SIGTERM lets a request end, and then all processes', async () => {
	const { path, child } = await start(3);
	const file = join(folder, 'linger');
	const answer = request(path, { method: 'POST', path: `/linger?${file}` });

	await until('the request is being handled', () => existsSync(file));
	await until('all workers are there', () =>
		childrenOf(child.pid).length === 3);
	const workers = childrenOf(child.pid);
	child.kill('SIGTERM');
	await until('the idle workers have ended', () =>
		workers.filter(isAlive).length === 1);
	unlinkSync(file);
	assert.equal((await answer).status, 200);
	assert.equal(await child.exited, 0);
	assert.deepEqual(workers.filter(isAlive), []);
});

test('a worker killed with -9 is replaced, a waiting request answered',
async () => {
	const { path, child } = await start(1);
	const pid = async () =>
		JSON.parse((await request(path, { path: '/echo' })).body).pid;

	for (let last = await pid(), i = 0; i < 3; i++) {
		process.kill(last, 'SIGKILL');
		const next = await pid();
		assert.notEqual(next, last);
		last = next;
	}
	child.kill('SIGTERM');
	await child.exited;
});

test('workers do not outlive a parent killed with -9', async () => {
	const { path, child } = await start(2);

	await request(path, { path: '/echo' });
	await until('both workers are there', () =>
		childrenOf(child.pid).length === 2);
	const workers = childrenOf(child.pid);
	child.kill('SIGKILL');
	await until('they are gone', () => !workers.some(isAlive));
});

test('plain CGI: the environment and standard input are the request', () => {
	const environment = { REQUEST_METHOD: 'POST', REQUEST_URI: '/echo?x=y',
		QUERY_STRING: 'x=y', CONTENT_LENGTH: '5' };
	const run = (input, env) => spawnSync(toy,
	    { input, env: { ...environment, ...env }, encoding: 'latin1' });
	const good = run('hello'), large = run('x'.repeat(70000));
	const empty = run('', { REQUEST_METHOD: 'GET', CONTENT_LENGTH: '' });

	assert.equal(good.status, 0);
	assert.match(good.stdout, /^Status: 200 OK\r\n/);
	assert.match(good.stdout, /\r\n\r\n\{.*"body":5,/);
	assert.match(large.stdout, /^Status: 413 /);
	assert.match(empty.stdout, /^Status: 200 OK\r\n/);
});

test('systemd may pass the socket as descriptor 3', async () => {
	const path = join(folder, 'systemd.sock');
	// The shell does what the service manager does before it runs a program.
	const child = spawn('spawn-fcgi', ['-n', '-s', path, '--', '/bin/sh', '-c',
		'exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec "$0"', toy],
	    { stdio: 'ignore' });

	child.exited = new Promise((done) => child.on('exit', done));
	children.push(child);
	await until('the socket is there', () => existsSync(path));
	assert.equal((await request(path, { path: '/echo' })).status, 200);
});

test('malformed framing harms nobody', async () => {
	const params = encodeParams([['REQUEST_METHOD', 'GET']]);
	const cases = {
		'a lying name length': record(PARAMS,
		    Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
		'parameters cut short': record(PARAMS, params.subarray(0, 5)),
		'an unknown type': record(99, Buffer.alloc(8)),
		'another version': record(PARAMS, params, { version: 9 }),
		'padding of 255': record(PARAMS, params, { padding: 255 }),
		'a second begin': begin(),
		'an abort': record(2),
	};

	for (const [name, bytes] of Object.entries(cases)) {
		const connection = new Connection(socket);

		await connection.send(begin(), bytes);
		connection.socket.end();
		for (const answer of await connection.answers(5000))
			assert.notEqual(answer.status, 200, name);
		assert.equal((await request(socket, { path: '/echo' })).status, 200,
		    `after ${name}`);
	}
	const alone = new Connection(socket);
	await alone.send(record(BEGIN, Buffer.alloc(3)));
	alone.socket.end();
	await alone.answers(5000);
	assert.equal((await request(socket, { path: '/echo' })).status, 200);
});
