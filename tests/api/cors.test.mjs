// SPDX-License-Identifier: ISC
// A page in a browser may call a container, if that allows the page's origin:
// the gate answers the preflight, which lets no request pass (W6).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BETA, Suite, V1 } from '../lib/suite.mjs';
import { request } from '../lib/fcgi.mjs';

const ORIGIN = 'https://console.example.org';
let suite, container, token;

before(async () => {
	suite = await Suite.start({ programs: ['token-gate', 'token-create',
		'namespaces', 'containers'] });
	const { id } = await suite.must('POST', `${V1}/namespaces`,
	    { name: 'pages', project_id: suite.SCW_DEFAULT_PROJECT_ID });
	container = await suite.must('POST', `${V1}/containers`, { name: 'called',
		namespace_id: id, privacy: 'private', cors_origin: ORIGIN });
	({ token } = await suite.must('POST', `${BETA}/tokens`,
	    { container_id: container.id }));
});
after(() => suite?.stop());

async function ask(headers, { method = 'GET', role = 'AUTHORIZER' } = {}) {
	return request(suite.socket('token-gate'), { method, role, headers,
		params: { GATEHOUSE_CONTAINER: container.id } });
}

const preflight = (headers, role) => ask({ Origin: ORIGIN,
	'Access-Control-Request-Method': 'GET', ...headers },
{ method: 'OPTIONS', role });
const allowed = ({ headers }) => headers['access-control-allow-origin'];

describe('a preflight', () => {
	test('of the allowed origin is answered, and is no pass', async () => {
		const answer = await preflight({});

		assert.equal(answer.status, 204);
		assert.equal(allowed(answer), ORIGIN);
		assert.equal(answer.headers.vary, 'Origin');
		assert.match(answer.headers['access-control-allow-headers'], /\*/);
		assert.equal(answer.headers['access-control-allow-credentials'],
		    undefined);
	});

	test('is a refusal where every 2xx would let it pass', async () => {
		const answer = await preflight({}, 'RESPONDER');

		assert.equal(answer.status, 403);
		assert.equal(answer.headers['x-gatehouse-preflight'], '204');
		assert.equal(allowed(answer), ORIGIN);
	});

	for (const origin of ['https://evil.example', `${ORIGIN}.evil.example`,
		`${ORIGIN}:8443`, 'null', '*', ''])
		test(`of the origin "${origin}" is refused`, async () => {
			for (const role of ['AUTHORIZER', 'RESPONDER']) {
				const answer = await preflight({ Origin: origin }, role);

				assert.equal(answer.status, 403);
				assert.equal(allowed(answer), undefined);
				assert.equal(answer.headers['x-gatehouse-preflight'],
				    undefined);
			}
		});

	test('with a bad token is refused as any request', async () => {
		assert.equal((await preflight({ 'X-Auth-Token': 'x' })).status, 403);
	});

	test('is only OPTIONS with what is asked for', async () => {
		const plain = await ask({ Origin: ORIGIN }, { method: 'OPTIONS' });
		const get = await ask({ Origin: ORIGIN,
			'Access-Control-Request-Method': 'GET' });

		assert.deepEqual([plain.status, get.status], [403, 403]);
	});
});

describe('a request', () => {
	test('without a token is refused, and the page may read why', async () => {
		const answer = await ask({ Origin: ORIGIN });

		assert.equal(answer.status, 403);
		assert.equal(allowed(answer), ORIGIN);
		assert.equal(allowed(await ask({ Origin: 'https://x.example' })),
		    undefined);
	});

	test('with a token passes, and the web server hears of the origin',
	    async () => {
		const { status, headers } = await ask(
		    { Origin: ORIGIN, 'X-Auth-Token': token });
		const other = await ask({ 'X-Auth-Token': token });

		assert.equal(status, 200);
		assert.equal(headers['variable-gatehouse_cors_origin'], ORIGIN);
		assert.equal(allowed({ headers }), ORIGIN);
		assert.equal(allowed(other), undefined);
	});
});

test('it is off until it is set, and off again at the next request',
    async () => {
	const path = `${V1}/containers/${container.id}`;

	await suite.must('PATCH', path, { cors_origin: '' });
	assert.equal((await preflight({})).status, 403);
	assert.equal(allowed(await ask({ Origin: ORIGIN })), undefined);
	const made = await suite.must('POST', `${V1}/containers`,
	    { name: 'silent', namespace_id: container.namespace_id });
	assert.equal(made.cors_origin, '');
});
