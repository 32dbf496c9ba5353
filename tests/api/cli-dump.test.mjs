// SPDX-License-Identifier: ISC
// gatehouse dump and load: all of an installation as text, and back.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync,
    writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { must, mustFail } from '../lib/cli.mjs';
import { request } from '../lib/fcgi.mjs';
import { Wounded } from '../lib/wounded.mjs';

let it, text, places = 0;
const inFolder = (name) => join(it.suite.folder, name);
const journal = () => join(it.suite.state, 'deleted.log');

before(async () => {
	it = await Wounded.start();
	it.must('namespace', 'create', '--name', 'other',
	    '--algorithm', 'EdDSA', '--description', 'a "quoted" \\ näme');
	it.must('container', 'create', '--namespace', 'other', '--name', 'open',
	    '--privacy', 'public', '--domain', 'open.example.org');
	it.must('application', 'create', '--name', 'ci');
	it.must('policy', 'create', '--name', 'ci', '--application', 'ci',
	    '--permission', 'ContainersPrivateAccess', '--organization');
	it.secret = it.must('api-key', 'create', '--application', 'ci')
	    .split('SCW_SECRET_KEY=')[1];
	it.expiring = await it.make();
	text = inFolder('text');
	assert.match(it.must('dump', text), /^2 tokens, .* keys: sound$/);
});
after(() => it?.close());

// Loads a text as a new installation; its state directory.
function load(path, ...options) {
	const state = inFolder(`loaded${++places}`);
	must('--state', state, 'load', path, ...options);
	return state;
}

function refuses(status, message, path, ...options) {
	const state = inFolder(`refused${++places}`);
	mustFail(status, message, '--state', state, 'load', path, ...options);
	assert.ok(!existsSync(state), 'nothing is made');
	assert.deepEqual(readdirSync(dirname(state)).filter((name) =>
	    name.startsWith('refused')), [], 'and nothing is left over');
}

const lines = (path) => readFileSync(path, 'utf8').trimEnd().split('\n');

test('a text that is loaded and dumped again is the same, byte for byte', () => {
	const state = load(text, '--journal', journal());
	const again = inFolder('again');
	must('--state', state, 'dump', again);
	assert.deepEqual(readFileSync(again), readFileSync(text));
	assert.match(must('--state', state, 'verify'), /^2 tokens, .*: sound$/);
});

test('tokens and keys made before open after, what was deleted does not',
    async () => {
	const state = load(text, '--journal', journal());
	const settings = inFolder('loaded.conf');
	writeFileSync(settings, `state = ${state}\nview = ${state}/view\n`);
	await it.suite.add('token-gate', 'loaded-gate',
	    { GATEHOUSE_CONF: settings });
	const knock = async (token) => (await request(
	    it.suite.socket('loaded-gate'), { role: 'AUTHORIZER',
		headers: { 'X-Auth-Token': token },
		params: { GATEHOUSE_CONTAINER: it.container } })).status;
	assert.equal(await knock(it.kept.token), 200);
	assert.equal(await knock(it.secret), 200);
	assert.equal(await knock(it.gone.token), 403);
	const made = must('--state', state, 'token', 'create', '--container',
	    'hello');
	assert.equal(await knock(made), 200, 'and others are made');
});

test('what was deleted since the dump is named by the journal', async () => {
	const token = await it.make(), since = inFolder('since');
	it.must('dump', since);
	await it.delete(token, 200);
	const list = (state) => JSON.parse(must('--state', state, 'token',
	    'list', '--json')).map(({ id }) => id);
	assert.ok(!list(load(since, '--journal', journal())).includes(token.id));
	assert.ok(list(load(since, '--accept-loss')).includes(token.id));
	assert.deepEqual(list(load(since, '--retire-keys')), []);
	refuses(1, /journal of deletions since .*since was made is not here/, since);
});

test('a dump is for its reader alone and goes nowhere that something is', () => {
	assert.equal(statSync(text).mode & 0o777, 0o600);
	it.refuses(/is there already/, 'dump', text);
	assert.deepEqual(readdirSync(it.suite.folder).filter((name) =>
	    /unfinished|\.dump-/.test(name)), []);
});

test('a text of a version before is loaded', () => {
	const state = load(variant((all) => ['{"gatehouse_dump":1}',
		...all.slice(1)]), '--journal', journal());
	assert.match(must('--state', state, 'verify'), /^2 tokens, .*: sound$/);
});

test('a text is loaded only where nothing is', () => {
	it.refuses(/is there already; nothing was changed/, 'load', text,
	    '--state', it.suite.state);
});

test('every line is JSON, and what it is comes first', () => {
	const kinds = new Set(lines(text).map((line) =>
	    Object.keys(JSON.parse(line))[0]));
	assert.deepEqual([...kinds], ['gatehouse_dump', 'file', 'object', 'name',
	    'key', 'token', 'journal', 'end']);
	assert.ok(!readFileSync(text, 'utf8').includes(it.kept.token));
});

// Another text, made from the lines of ours.
function variant(change) {
	const path = inFolder(`variant${++places}`);
	writeFileSync(path, `${change(lines(text)).join('\n')}\n`);
	return path;
}

for (const [what, change, message, status = 1] of [
	['cut short', (all) => all.slice(0, -1), /the end is missing/],
	['without a line', (all) => all.toSpliced(5, 1), /lines before are missing/],
	['that goes on behind its end', (all) => [...all, all[3]], /behind the end/],
	['of a newer gatehouse', (all) => ['{"gatehouse_dump":3}',
		...all.slice(1)], /is of a newer gatehouse/],
	['that is none', () => ['hello'], /line 1: is no JSON object/],
	['that begins in the middle', (all) => all.slice(1), /line 1: is not how/],
	['with a line of no known kind', (all) => all.toSpliced(6, 1, '{"x":1}'),
		/line 7: is no record/],
	['with a name twice', (all) => all.toSpliced(-1, 1,
		all.find((line) => line.startsWith('{"name"'))
		    .replace(/"id":".{8}/, '"id":"00000000'),
		`{"end":${all.length}}`), /line \d+: .*a name that is taken/],
	['in which a namespace is a group', (all) => all.map((line) =>
	    line.replace(/^{"object":"namespace"/, '{"object":"group"')),
		/a key belongs to it, a namespace that is not/, 70],
])
	test(`a text ${what} is refused`, () => refuses(status, message,
	    variant(change), '--accept-loss'));

test('what cannot be written or read is named', () => {
	const path = inFolder('no/such/place');
	it.refuses(/cannot create .*: No such file/, 'dump', path);
	mustFail(66, /cannot open .*: No such file/, '--state',
	    inFolder(`refused${++places}`), 'load', path);
});
