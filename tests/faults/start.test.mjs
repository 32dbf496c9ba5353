// SPDX-License-Identifier: ISC
// Services while a call fails at their start, or their worker's: they serve in
// the end, or end and say why; the next start finds nothing half made, and what
// was deleted stays so all the time.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FaultyStart, Snapshot, StartSweep } from '../lib/faulty-start.mjs';
import { request } from '../lib/fcgi.mjs';
import { BETA, Suite } from '../lib/suite.mjs';

let suite, namespace, container, good, gone, snapshot;

// The store still has the token that is gone: only the journal tells.
before(async () => {
	suite = await Suite.start({ settings: ['workers = 1'],
		programs: ['token-gate'] });
	namespace = suite.gatehouse('namespace', 'create', '--name', 'demo')
	    .trim();
	container = suite.gatehouse('container', 'create', '--namespace', 'demo',
	    '--name', 'hello').trim();
	good = createToken();
	gone = createToken();
	snapshot = new Snapshot(suite);
	for (const { id } of JSON.parse(suite.gatehouse('token', 'list', '--json')))
		if (id === idOf(gone))
			suite.gatehouse('token', 'delete', id);
	snapshot.update('deleted.log');
});
after(() => suite?.stop());

const createToken = () => suite.gatehouse('token', 'create', '--container',
    container).trim();
const idOf = (token) => JSON.parse(Buffer.from(token.split('.')[1],
    'base64url')).jti;

// `gate` is a socket: of the gate that always runs, or of the one that starts.
async function knock(token, gate = 'token-gate') {
	const { status } = await request(suite.socket(gate), { role: 'AUTHORIZER',
		headers: { 'X-Auth-Token': token },
		params: { GATEHOUSE_CONTAINER: container } });

	return status;
}

async function judges(gate) {
	assert.equal(await knock(good, gate), 200);
	assert.equal(await knock(gone, gate), 403);
	assert.equal(await knock(good.replace(/.{6}$/, 'AAAAAA'), gate), 403);
}

const call = (program, method, body) => suite.call(method, `${BETA}/tokens`,
    body, { program });

async function creates(program) {
	const { status, json } = await call(program, 'POST',
	    { container_id: container });
	assert.equal(status, 200);
	assert.equal(await knock(json.token), 200);
}

async function lists(program) {
	const { status, json } = await call(program, 'GET');
	assert.equal(status, 200);
	assert.ok(json.tokens.some(({ id }) => id === idOf(good)));
}

async function showsKeys(program) {
	const { status } = await request(suite.socket(program),
	    { method: 'GET', path: `/keys/${namespace}/jwks.json` });
	assert.equal(status, 200);
}

// Whatever happens, who was deleted stays outside.
const meanwhile = async () => assert.notEqual(await knock(gone), 200);

// `kinds`: how many calls of each fail; `serve` is what a program does then.
function sweep(program, { serve, kinds, prepare, more = () => {} }, options = {}) {
	for (const [kind, most] of Object.entries(kinds))
		test(`it serves, or ends, when ${kind} fails`, async (t) => {
			const faulty = new FaultyStart(suite, program);
			const cases = new StartSweep(faulty, { most, prepare,
				meanwhile, check: async () => {
					await serve(faulty.name);
					await judges('token-gate');
					await more();
				} });
			t.diagnostic(await cases.run(kind, options));
		});
}

describe('a gate starts:', () => sweep('token-gate', { serve: judges,
	kinds: { own: 30, malloc: 15, fcgi: 3, crypto: 12, io: 99 } }));

describe('public-keys starts:', () => sweep('public-keys', { serve: showsKeys,
	kinds: { own: 20, io: 99 } }));

// It recovers the store, obeys the journal and makes a view.
const alone = { serve: creates, prepare: () => snapshot.restore() };

describe('a program starts that is the first in the store:', () =>
    sweep('token-create', { ...alone,
	    kinds: { own: 24, record: 99, db: 18, crypto: 6, io: 24 } }));

describe('the first starts, and from some call on each fails for a while:', () =>
    sweep('token-create', { ...alone,
	    kinds: { own: 6, db: 6, crypto: 3, io: 6 } }, { forever: true }));

describe('a program starts beside others:', () => {
	before(() => suite.add('token-create', 'token-create'));
	sweep('token-list', { serve: lists, more: () => creates('token-create'),
		kinds: { own: 24, db: 16, io: 24 } });
});
