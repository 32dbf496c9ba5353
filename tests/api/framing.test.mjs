// SPDX-License-Identifier: ISC
// Every malformed framing of FastCGI, to every program: none gets a 2xx, the
// next good request is answered, and only libfcgi's own assertion on absurd
// lengths, which whoever can open the socket may cause, ends a worker.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ABORT, Connection, GET_VALUES, PARAMS, STDIN, begin, encodeParams,
    record, request, stream } from '../lib/fcgi.mjs';
import { Suite, UNKNOWN } from '../lib/suite.mjs';

const PROGRAMS = ['token-gate', 'token-create', 'token-delete', 'token-list',
	'namespaces', 'containers', 'iam', 'sign-in', 'public-keys'];
const pairs = [['REQUEST_METHOD', 'GET'], ['REQUEST_URI', '/'],
	['GATEHOUSE_CONTAINER', UNKNOWN]];
const params = encodeParams(pairs), input = stream(STDIN, '');
const whole = stream(PARAMS, params);

// The length of a name and of a value, and nothing behind.
function lengths(name, value) {
	const data = Buffer.alloc(8);

	data.writeUInt32BE((name | 0x80000000) >>> 0, 0);
	data.writeUInt32BE((value | 0x80000000) >>> 0, 4);
	return Buffer.concat([begin(), stream(PARAMS, data), input]);
}

function padded(padding) {
	return Buffer.concat([begin(), record(PARAMS, params, { padding }),
		record(PARAMS, '', { padding }), input]);
}

const DEADLY = {
	'two lengths of 2^31 - 1': lengths(0x7fffffff, 0x7fffffff),
	'a length of 2^31 - 2': lengths(0x7ffffffe, 1),
	'lengths whose sum is 2^31': lengths(0x40000000, 0x40000000),
};
const FRAMINGS = {
	'a length with nothing behind': lengths(100, 100),
	'parameters that are cut': Buffer.concat([begin(),
		record(PARAMS, params.subarray(0, 9), { length: 900 })]),
	'a head that is cut': record(PARAMS, '').subarray(0, 5),
	'nothing at all': Buffer.alloc(0),
	'an unknown role': Buffer.concat([begin(9), whole, input]),
	'a filter': Buffer.concat([begin('FILTER'), whole, input]),
	'an unknown type': Buffer.concat([record(42, 'hello'), begin(), whole,
		input]),
	'another version': Buffer.concat([record(1, Buffer.alloc(8),
	    { version: 7 }), whole]),
	'no begin': Buffer.concat([whole, input]),
	'an abort within parameters': Buffer.concat([begin(),
		record(PARAMS, params.subarray(0, 9)), record(ABORT)]),
	'a question for values': Buffer.concat([
		record(GET_VALUES, encodeParams([['FCGI_MAX_CONNS', '']]),
		    { id: 0 }), begin(), whole, input]),
	'padding of 255': padded(255),
	'parameters in records of one byte': Buffer.concat([begin(),
		...Array.from(params, (byte) => record(PARAMS, [byte])),
		record(PARAMS), input]),
	'names with NUL and =': Buffer.concat([begin(), stream(PARAMS,
	    encodeParams([...pairs, ['A\0B', 'x'], ['=', '='],
		['HTTP_X_AUTH_TOKEN\0', UNKNOWN], ['', '']])), input]),
	'ten thousand parameters': Buffer.concat([begin(), stream(PARAMS,
	    encodeParams([...pairs, ...Array.from({ length: 10000 },
		(_, i) => [`HTTP_X_${i}`, 'x'])])), input]),
	'a connection to keep': Buffer.concat([
		begin('RESPONDER', { keepConn: true }), whole, input]),
	'a second request at once': Buffer.concat([begin(),
		record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]), { id: 2 }),
		whole, record(PARAMS, params, { id: 2 }), input]),
};

let suite;

before(async () => { suite = await Suite.start({ programs: PROGRAMS }); });
after(() => suite?.stop());

async function send(program, bytes) {
	const connection = new Connection(suite.socket(program));

	await connection.send(bytes);
	connection.socket.end();
	return connection.answers();
}

async function checkAnswers(program, bytes) {
	const answers = await send(program, bytes);

	assert.ok(!answers.isTimeout, 'the connection ends');
	for (const { status } of answers)
		assert.ok(status === 0 || status >= 400, `${status}`);
	assert.ok([403, 404].includes(await askNext(program)),
	    'the next is answered');
}

// A death in the store cuts off what its other members are answering.
async function askNext(program) {
	for (let tries = 0; tries < 20; tries++)
		try {
			return (await request(suite.socket(program))).status;
		} catch (error) {
			assert.match(error.message, /no answer/);
		}
	return 0;
}

const deaths = (program) => suite.log(program).match(
    /worker \d+ (left with status|was ended by).*/g) ?? [];

for (const program of PROGRAMS)
	describe(program, () => {
		for (const [name, bytes] of Object.entries(FRAMINGS))
			test(`outlives ${name}`, async () => {
				await checkAnswers(program, bytes);
				assert.deepEqual(deaths(program), []);
			});
	});

// A member of the store takes all others with it: they recover.
describe('absurd lengths', () => {
	for (const program of PROGRAMS)
		test(`end no more than workers of ${program}`, async () => {
			for (const bytes of Object.values(DEADLY))
				await checkAnswers(program, bytes);
			for (const death of deaths(program))
				assert.match(death, /signal [69]$|status 75$/);
		});
});
