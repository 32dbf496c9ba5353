// SPDX-License-Identifier: ISC
// The gatehouse command, as an operator meets it: run for real in a folder of
// its own.  GATEHOUSE_BUILD names the build folder; the current one else.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync,
    readdirSync, readlinkSync,
    realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

const BUILD = resolve(process.env.GATEHOUSE_BUILD ?? '.');
const GATEHOUSE = realpathSync(join(BUILD, 'tools', 'gatehouse'));
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = 86400;

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'));
after(() => rmSync(folder, { recursive: true }));

// Settings that say nothing: every installation here is named by --state.
const settings = join(folder, 'gatehouse.conf');
writeFileSync(settings, '# as they are initially\n');
const env = { ...process.env, GATEHOUSE_CONF: settings };

function run(...args) {
	const { status, stdout, stderr } = spawnSync(GATEHOUSE, args,
	    { env, encoding: 'utf8', cwd: folder });
	return { status, stdout, stderr };
}

// Runs what must succeed; its standard output without the last line break.
function must(...args) {
	const { status, stdout, stderr } = run(...args);
	assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
	return stdout.replace(/\n$/, '');
}

// Runs what must fail, with one line on standard error that matches.
function mustFail(status, message, ...args) {
	const result = run(...args);
	assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
	assert.equal(result.stdout, '');
	assert.match(result.stderr, message);
	for (const line of result.stderr.trimEnd().split('\n'))
		assert.match(line, /^gatehouse: /);
	return result.stderr;
}

let installations = 0;

// A new installation: a function that runs a command on it.
function install() {
	const state = join(folder, `state${++installations}`);
	const environment = Object.fromEntries(must('init', '--state', state)
	    .split('\n').map((line) => line.split('=')));
	const on = (...args) => must('--state', state, ...args);
	return Object.assign(on, { state, environment,
		fails: (status, message, ...args) =>
		    mustFail(status, message, '--state', state, ...args),
		tokens: (...args) =>
		    JSON.parse(on('token', 'list', '--json', ...args)) });
}

// Another installation with a namespace and a container in it.
function installDemo() {
	const on = install();
	on.namespace = on('namespace', 'create', '--name', 'demo');
	on.container = on('container', 'create', '--namespace', 'demo',
	    '--name', 'hello');
	return on;
}

function files(path) {
	return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
	    entry.isDirectory() ? files(join(path, entry.name))
		: [join(path, entry.name)]);
}

function digests(path) {
	return files(path).map((file) => [file,
	    createHash('sha256').update(readFileSync(file)).digest('hex')]);
}

function claims(token) {
	return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

test('--version and --help answer on standard output', () => {
	const help = must('--help');
	assert.equal(must('--version'), 'gatehouse 0.1.0');
	for (const command of ['init', 'token create', 'token list',
	    'token delete', 'namespace create', 'namespace list',
	    'namespace delete', 'container create', 'container list',
	    'container delete', 'explain'])
		assert.match(help, new RegExp(`^  ${command} `, 'm'));
	assert.equal(must('token', 'create', '--help'), help);
});

test('a wrong command line is refused with 64 and its cause', () => {
	for (const [message, ...args] of [
		[/: command: /],
		[/: nonsense: /, 'nonsense'],
		[/: token: /, 'token'],
		[/: token: /, 'token', 'nonsense'],
		[/: -h: /, '-h'],
		[/: --nonsense: is no option/, 'init', '--nonsense'],
		[/: --state: needs a value/, 'init', '--state'],
		[/: --state: /, 'init', '--state', ''],
		[/: --state: /, 'init', `--state=${'x'.repeat(401)}`],
		[/: --json: was given twice/, 'token', 'list', '--json', '--json'],
		[/: --json=1: takes no value/, 'token', 'list', '--json=1'],
		[/: --expires: /, 'token', 'list', '--expires', '1d'],
		[/: more: /, 'init', 'more'],
		[/: ID \.\.\.: is missing/, 'token', 'delete'],
		[/: ID: is missing/, 'explain'],
		[/: two: /, 'explain', 'one', 'two'],
	])
		mustFail(64, message, ...args);
});

test('init makes an installation and prints the Owner\'s environment', () => {
	const on = install();
	const { SCW_ACCESS_KEY: access, SCW_SECRET_KEY: secret,
	    SCW_DEFAULT_ORGANIZATION_ID: organization,
	    SCW_DEFAULT_PROJECT_ID: project, SCW_DEFAULT_REGION: region,
	    ...rest } = on.environment;
	assert.match(access, /^SCW[A-Z0-9]{17}$/);
	assert.match(secret, UUID);
	assert.match(organization, UUID);
	assert.equal(project, organization);
	assert.equal(region, 'fr-par');
	assert.deepEqual(rest, {});
	assert.equal(statSync(on.state).mode & 0o077, 0);
	assert.equal(statSync(join(on.state, 'master.key')).mode & 0o077, 0);
	for (const file of files(on.state))
		assert.ok(!readFileSync(file).includes(secret), file);
});

test('a second init is refused and changes nothing', () => {
	const { state } = install();
	const before = digests(state);
	mustFail(1, /: state .*already/, 'init', '--state', state);
	assert.deepEqual(digests(state), before);
});

test('init takes up where one that was cut short left', () => {
	const state = join(folder, 'again');
	mkdirSync(join(`${state}.unfinished`, 'store'), { recursive: true });
	writeFileSync(join(`${state}.unfinished`, 'master.key'), 'half');
	must('init', '--state', state);
	assert.equal(must('--state', state, 'namespace', 'list', '--json'), '[]');
});

test('init cannot make what its folder does not allow', () => {
	const result = run('init', '--state', join(folder, 'no', 'where'));
	assert.equal(result.status, 69);
	assert.match(result.stderr, /^gatehouse: cannot create/);
	assert.ok(!existsSync(join(folder, 'no')));
});

test('no installation is a message, and none is made', () => {
	const state = join(folder, 'nowhere');
	mustFail(78, /nowhere: no installation/, '--state', state,
	    'token', 'list');
	assert.ok(!existsSync(state));
});

test('a half-made state is a message and stays as it is', () => {
	const state = join(folder, 'half');
	mkdirSync(state, { mode: 0o700 });
	writeFileSync(join(state, 'master.key'), 'half\n', { mode: 0o600 });
	mustFail(69, /store/, '--state', state, 'token', 'list');
	mustFail(1, /already/, 'init', '--state', state);
	mkdirSync(join(state, 'store'));
	mustFail(1, /holds no store/, '--state', state, 'token', 'list');
	assert.equal(readFileSync(join(state, 'master.key'), 'utf8'), 'half\n');
});

test('a state that others can read is refused by every command', () => {
	const on = installDemo();
	for (const mode of [0o701, 0o702, 0o704, 0o755]) {
		chmodSync(on.state, mode);
		on.fails(78, /has mode/, 'token', 'list');
		on.fails(78, /has mode/, 'token', 'create', '--namespace', 'demo');
		on.fails(78, /has mode/, 'namespace', 'delete', 'demo');
		on.fails(78, /has mode/, 'explain', 'x');
	}
	chmodSync(on.state, 0o750);
	assert.deepEqual(on.tokens(), []);
});

test('a master key that others can read signs nothing', () => {
	const on = installDemo();
	chmodSync(join(on.state, 'master.key'), 0o640);
	on.fails(1, /master\.key has mode/, 'token', 'create',
	    '--namespace', 'demo');
	assert.deepEqual(on.tokens(), []);
});

test('settings that cannot be used are refused with 78', () => {
	const path = join(folder, 'wrong.conf');
	writeFileSync(path, 'state = /nowhere\nnonsense = 1\n');
	mustFail(78, /wrong\.conf: line 2/, '--config', path, 'token', 'list');
	mustFail(78, /absent\.conf/, '--config', join(folder, 'absent.conf'),
	    'token', 'list');
});

test('the settings name the installation and fill the claims', () => {
	const on = installDemo();
	const path = join(folder, 'scaleway.conf');
	writeFileSync(path, `state = ${on.state}\nissuer = SCALEWAY\n` +
	    'audience = functions\n');
	const said = claims(must('--config', path, 'token', 'create',
	    '--container', 'hello'));
	assert.equal(said.iss, 'SCALEWAY');
	assert.equal(said.aud, 'functions');
});

test('a namespace is made, listed, and found by its name', () => {
	const on = install();
	const id = on('namespace', 'create', '--name', 'shop', '--algorithm',
	    'RS256', '--rsa-bits', '2048', '--description', 'Café');
	assert.match(id, UUID);
	const [row] = JSON.parse(on('namespace', 'list', '--json'));
	assert.equal(row.id, id);
	assert.equal(row.algorithm, 'RS256');
	assert.equal(row.description, 'Café');
	assert.equal(row.project_id, on.environment.SCW_DEFAULT_PROJECT_ID);
	assert.match(on('namespace', 'list'),
	    new RegExp(`^ID +NAME +ALGORITHM.*\n${id} +shop +RS256 `));
	on.fails(1, /namespace .*name/, 'namespace', 'create', '--name', 'shop');
	on.fails(1, /: name: /, 'namespace', 'create', '--name', '-shop');
	const bytes = spawnSync('/bin/sh', ['-c',
	    '"$0" --state "$1" namespace create --name "$(printf \'a\\377\')"',
	    GATEHOUSE, on.state], { env, encoding: 'utf8' });
	assert.equal(bytes.status, 1);
	assert.match(bytes.stderr, /: name: .*UTF-8/);
	on.fails(64, /: --name: /, 'namespace', 'create');
	on.fails(64, /: --algorithm: /, 'namespace', 'create', '--name', 'a',
	    '--algorithm', 'none');
	on.fails(64, /: --rsa-bits: /, 'namespace', 'create', '--name', 'a',
	    '--rsa-bits', '1024');
	on('namespace', 'delete', 'shop');
	on.fails(66, /namespace shop/, 'namespace', 'delete', 'shop');
	on.fails(66, /namespace /, 'namespace', 'delete', id);
});

test('a container is private unless it is made public', () => {
	const on = installDemo();
	on('container', 'create', '--namespace', on.namespace, '--name', 'open',
	    '--privacy', 'public', '--domain', 'open.example.org');
	const rows = JSON.parse(on('container', 'list', '--json'));
	assert.deepEqual(
	    rows.map((row) => [row.name, row.privacy, row.domain_name]),
	    [['demo/hello', 'private', 'hello.localhost'],
		['demo/open', 'public', 'open.example.org']]);
	on.fails(64, /: --privacy: /, 'container', 'create', '--namespace',
	    'demo', '--name', 'third', '--privacy', 'secret');
	on.fails(1, /: domain_name: /, 'container', 'create', '--namespace',
	    'demo', '--name', 'third', '--domain', 'Not_A_Host');
	on.fails(64, /: --namespace: /, 'container', 'create', '--name', 'third');
	on.fails(66, /namespace none/, 'container', 'create', '--namespace',
	    'none', '--name', 'third');
});

test('a name that two containers have must be said with its namespace', () => {
	const on = installDemo();
	on('namespace', 'create', '--name', 'other');
	on('container', 'create', '--namespace', 'other', '--name', 'hello');
	on.fails(1, /: container: /, 'container', 'delete', 'hello');
	on.fails(66, /namespace none/, 'container', 'delete', 'none/hello');
	on.fails(66, /container none/, 'container', 'delete', 'other/none');
	on('container', 'delete', 'other/hello');
	on('container', 'delete', 'hello');
	assert.equal(on('container', 'list', '--json'), '[]');
});

test('token create prints the token alone, and its id beside it', () => {
	const on = installDemo();
	const { status, stdout, stderr } = run('--state', on.state, 'token',
	    'create', '--container', 'demo/hello', '--description', 'build');
	assert.equal(status, 0, stderr);
	assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
	const said = claims(stdout);
	assert.deepEqual(said.application_claim,
	    [{ namespace_id: '', application_id: on.container }]);
	assert.equal(stderr, `${said.jti}\n`);
	assert.equal(said.exp, undefined);
	const [row] = on.tokens();
	assert.equal(row.id, said.jti);
	assert.equal(row.container_id, on.container);
	assert.equal(row.description, 'build');
	assert.equal(row.expires_at, null);
	assert.equal(row.last_used_at, null);
});

test('a token is for exactly one container or namespace', () => {
	const on = installDemo();
	on.fails(64, /exactly one/, 'token', 'create');
	on.fails(64, /exactly one/, 'token', 'create', '--container', 'hello',
	    '--namespace', 'demo');
	on.fails(66, /container none/, 'token', 'create', '--container', 'none');
	on.fails(66, /namespace none/, 'token', 'create', '--namespace', 'none');
	on.fails(66, /container /, 'token', 'create', '--container',
	    on.namespace);
	assert.deepEqual(on.tokens(), []);
});

test('an expiry is a time, a span or never', () => {
	const on = installDemo();
	const expiry = (text) => {
		const said = claims(on('token', 'create', '--namespace', 'demo',
		    '--expires', text));
		return said.exp === undefined ? said.exp : said.exp - said.iat;
	};
	assert.equal(expiry('never'), undefined);
	assert.equal(expiry('30d'), 30 * DAY);
	assert.equal(expiry('12h'), DAY / 2);
	assert.equal(claims(on('token', 'create', '--namespace', 'demo',
	    '--expires', '2090-01-01T00:00:00+01:00')).exp,
	    Date.parse('2090-01-01T00:00:00+01:00') / 1000);
	for (const text of ['', 'd', '0d', '-1d', '1.5d', '1m', '12345678d',
	    'soon', '2090-02-30T00:00:00Z', '1d '])
		on.fails(64, /: --expires: /, 'token', 'create', '--namespace',
		    'demo', '--expires', text);
	for (const text of ['1970-01-01T00:00:00Z', '2001-01-01T00:00:00Z',
	    '9999999d'])
		on.fails(1, /: expires_at: /, 'token', 'create', '--namespace',
		    'demo', '--expires', text);
	assert.equal(on.tokens().length, 4);
});

test('a description is one line of at most 255 characters', () => {
	const on = installDemo();
	const create = ['token', 'create', '--namespace', 'demo',
	    '--description'];
	const longest = 'é'.repeat(255);
	on(...create, longest);
	on.fails(1, /: description: /, ...create, `${longest}x`);
	on.fails(1, /: description: /, ...create, 'two\nlines');
	on.fails(1, /: description: /, ...create, '\x1b[31m');
	assert.deepEqual(on.tokens().map((row) => row.description), [longest]);
});

test('token list shows all tokens, or those of one scope, in order', () => {
	const on = installDemo();
	const create = (...args) => claims(on('token', 'create', ...args)).jti;
	const first = create('--container', 'hello');
	const second = create('--namespace', 'demo');
	const third = create('--container', 'hello');
	const ids = (...args) => on.tokens(...args).map((row) => row.id);
	assert.deepEqual(ids(), [first, second, third]);
	assert.deepEqual(ids('--container', 'hello'), [first, third]);
	assert.deepEqual(ids('--namespace', 'demo'), [second]);
	on.fails(64, /at most one/, 'token', 'list', '--container', 'hello',
	    '--namespace', 'demo');
	const lines = on('token', 'list').split('\n');
	assert.equal(lines.length, 4);
	assert.match(lines[1], new RegExp(
	    `^${first}  container  demo/hello  2\\S+Z  never +never`));
});

test('token list shows more tokens than one page holds', () => {
	const on = installDemo();
	const ids = [];
	for (let i = 0; i < 101; i++)
		ids.push(claims(on('token', 'create', '--namespace', 'demo')).jti);
	assert.deepEqual(on.tokens().map((row) => row.id), ids);
});

test('token delete deletes what it can and reports the rest', () => {
	const on = installDemo();
	const ids = [0, 1, 2].map(() =>
	    claims(on('token', 'create', '--container', 'hello')).jti);
	const unknown = '6f1b3a52-0c56-4f6e-9d0e-0a4d9a1f7c11';
	const said = on.fails(66, /token 6f1b3a52/, 'token', 'delete', ids[0],
	    unknown, 'garbage', ids[2]);
	assert.match(said, /token garbage/);
	assert.deepEqual(on.tokens().map((row) => row.id), [ids[1]]);
	on.fails(66, /token /, 'token', 'delete', ids[0]);
	const journal = readFileSync(join(on.state, 'deleted.log'), 'utf8');
	assert.deepEqual(journal.trimEnd().split('\n')
	    .map((line) => line.split(' ')[1]), [ids[0], ids[2]]);
});

test('a container takes its tokens with it, a namespace everything', () => {
	const on = installDemo();
	on('token', 'create', '--container', 'hello');
	const kept = claims(on('token', 'create', '--namespace', 'demo')).jti;
	on('container', 'delete', 'demo/hello');
	assert.deepEqual(on.tokens().map((row) => row.id), [kept]);
	on('container', 'create', '--namespace', 'demo', '--name', 'hello');
	on('token', 'create', '--container', 'hello');
	on('namespace', 'delete', 'demo');
	assert.deepEqual(on.tokens(), []);
	assert.equal(on('container', 'list', '--json'), '[]');
	assert.equal(readFileSync(join(on.state, 'deleted.log'), 'utf8')
	    .trimEnd().split('\n').length, 3);
});

test('a token is in no file of the state', () => {
	const on = installDemo();
	const parts = ['--container', '--namespace'].map((option, i) =>
	    on('token', 'create', option, ['hello', 'demo'][i]))
	    .flatMap((token) => token.split('.'));
	on('token', 'list');
	for (const file of files(on.state)) {
		const content = readFileSync(file);
		for (const part of parts) {
			assert.ok(!content.includes(part), file);
			assert.ok(!content.includes(
			    Buffer.from(part, 'base64url')), file);
		}
	}
});

// A pipe that is full to its last byte, so that the token waits in memory.
function createIntoFullPipe(on) {
	const shell = spawn('/bin/sh', ['-c',
	    '{ head -c 65536 /dev/zero; exec "$@"; } | { read -r go <&3; cat; }',
	    'sh', GATEHOUSE, '--state', on.state, 'token', 'create',
	    '--container', 'hello'],
	    { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], cwd: folder });
	let output = '';
	shell.stdout.setEncoding('latin1').on('data', (data) => output += data);
	return {
		// The id comes first, on standard error.
		id: new Promise((done) => shell.stderr.once('data',
		    (data) => done(data.toString().trim()))),
		drain: () => new Promise((done) => {
			shell.once('close', () => done(output.replaceAll('\0', '')));
			shell.stdio[3].end('go\n');
		}),
	};
}

// All processes: pid, what they run, and one of the files about them.
function processes(file) {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
	    .flatMap((pid) => {
		try {
			return [{ pid: Number(pid),
				program: readlinkSync(`/proc/${pid}/exe`),
				text: readFileSync(`/proc/${pid}/${file}`,
				    'latin1') }];
		} catch {
			return []; /* gone, or not ours */
		}
	    });
}

test('a token is in no argument and no environment', async () => {
	const on = installDemo();
	const pipe = createIntoFullPipe(on);
	await pipe.id;
	const texts = ['cmdline', 'environ'].flatMap(processes);
	const token = (await pipe.drain()).trim();
	assert.equal(claims(token).jti, await pipe.id);
	assert.ok(texts.some(({ text }) => text.includes(on.state)));
	for (const part of token.split('.'))
		assert.ok(!texts.some(({ text }) => text.includes(part)));
});

test('who waits for its reader is not in the store any more', async () => {
	const on = installDemo();
	const pipe = createIntoFullPipe(on);
	await pipe.id;
	// Who finds itself alone recovers and makes a new view.
	const view = () => readFileSync(join(on.state, 'view', 'current'));
	const before = view();
	assert.deepEqual(on.tokens().map((row) => row.id), [await pipe.id]);
	assert.notDeepEqual(view(), before);
	await pipe.drain();
});

test('an answer that cannot be written is exit status 74', () => {
	const on = installDemo();
	const { status, stderr } = spawnSync('/bin/sh',
	    ['-c', 'exec "$@" >/dev/full', 'sh', GATEHOUSE, '--state', on.state,
		'token', 'create', '--namespace', 'demo'],
	    { env, encoding: 'utf8' });
	assert.equal(status, 74);
	const [id, message] = stderr.split('\n');
	assert.match(message, /^gatehouse: standard output/);
	assert.deepEqual(on.tokens().map((row) => row.id), [id]);
});

// As doc/TOKEN.md describes it.
function refusalId(state, { cause, container, check = 0, time }) {
	const key = Buffer.from(
	    readFileSync(join(state, 'refusal.key'), 'utf8').trim(), 'base64url');
	const block = Buffer.alloc(16);
	block.writeUIntBE(time, 0, 5);
	block[5] = cause;
	Buffer.from(container.replaceAll('-', ''), 'hex').copy(block, 6, 0, 4);
	randomBytes(4).copy(block, 10);
	block[15] = check;
	const cipher = createCipheriv('aes-256-ecb', key, null);
	cipher.setAutoPadding(false);
	return cipher.update(block).toString('base64url');
}

// The causes in their order, from the source that numbers them.
function causeNumber(name) {
	const header = readFileSync(new URL('../../lib/base/error.h',
	    import.meta.url), 'utf8');
	const names = [...header.matchAll(/X\((TOKEN_\w+),/g)].map((m) => m[1]);
	assert.ok(names.includes(name));
	return names.indexOf(name);
}

test('explain tells time, container and cause of a refusal', () => {
	const on = installDemo();
	const refusal = { time: Date.parse('2026-05-06T14:42:11Z') / 1000,
	    cause: causeNumber('TOKEN_EXPIRED'), container: on.container };
	assert.equal(on('explain', refusalId(on.state, refusal)),
	    'time: 2026-05-06T14:42:11Z\n' +
	    `container: demo/hello (${on.container})\n` +
	    'cause: the token has expired');
	refusal.container = '00000000';
	assert.match(on('explain', refusalId(on.state, refusal)),
	    /^container: none$/m);
	refusal.container = '12345678';
	assert.match(on('explain', refusalId(on.state, refusal)),
	    /^container: 12345678-0000/m);
});

test('explain takes ids that begin with a hyphen', () => {
	const on = installDemo();
	const refusal = { time: 1, cause: causeNumber('TOKEN_NO_TOKEN'),
	    container: on.container };
	let id;
	do
		id = refusalId(on.state, refusal);
	while (!/^-[^-]/.test(id));
	assert.match(on('explain', id), /^cause: no token was sent$/m);
	do
		id = refusalId(on.state, refusal);
	while (!id.startsWith('--'));
	assert.match(on('explain', '--', id), /^cause: no token was sent$/m);
});

test('explain refuses what is no refusal of this installation', () => {
	const on = installDemo();
	const refusal = { time: 1, cause: 13, container: on.container };
	const foreign = refusalId(install().state, refusal);
	const own = refusalId(on.state, refusal);
	for (const id of ['garbage', '', own.slice(1), `${own}A`, foreign,
	    refusalId(on.state, { ...refusal, check: 1 }),
	    refusalId(on.state, { ...refusal, cause: 0 }),
	    refusalId(on.state, { ...refusal, cause: 255 })])
		on.fails(1, /: id: is not the id of a refusal/, 'explain', '--', id);
});
