// SPDX-License-Identifier: ISC
// What the service takes and gives on a FastCGI connection.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ABORT, BEGIN, Connection, GET_VALUES, PARAMS, STDIN, begin,
  encodeParams, record, stream } from '../lib/fcgi.mjs';
import { Toy, body, head } from '../lib/toy.mjs';

const LIMIT = 65536;
let toy, handled;

before(async () => { toy = await Toy.start(); });
after(() => toy?.stop());
// How many requests reached the handler, this one included.
const count = async () => (await toy.echo()).handled;
beforeEach(async () => { handled = await count(); });

async function send(...chunks) {
  const connection = toy.connect();
  await connection.send(...chunks);
  return connection.answers(5000);
}

async function assertNotHandled() {
  assert.equal(await count(), handled + 1);
}

function assertWhole(answer, status, type) {
  assert.equal(answer.status, status);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.equal(answer.headers['content-length'], String(answer.body.length));
  assert.equal(JSON.parse(answer.body).type, type);
}

function assertBadBody(answer) {
  assertWhole(answer, 400, 'invalid_arguments');
  const [detail] = JSON.parse(answer.body).details;
  assert.equal(detail.argument_name, 'body');
  assert.equal(detail.reason, 'format');
}

describe('an answer', () => {
  test('is whole, is not stored, and says its type exactly', async () => {
    const answer = await toy.ask('/echo/x?a=b');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.headers, { ...answer.headers,
      'content-type': 'application/json', 'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-length': String(answer.body.length) });
    const { method, path, query, value } = JSON.parse(answer.body);
    assert.deepEqual([method, path, query, value],
      ['GET', '/echo/x', 'a=b', 'x']);
  });

  test('to HEAD has no body, but its length', async () => {
    const get = await toy.ask('/echo/x'), answer = await toy.ask('/echo/x',
      { method: 'HEAD' });
    assert.equal(answer.status, 200);
    assert.equal(answer.body, '');
    assert.ok(Math.abs(answer.headers['content-length'] -
      get.headers['content-length']) < 5);
  });

  test('405 names the methods, also those of other programs', async () => {
    for (const method of ['DELETE', 'PUT', 'OPTIONS', 'get', '']) {
      const answer = await toy.ask('/echo/x', { method });
      assertWhole(answer, 405, 'method_not_allowed');
      assert.equal(answer.headers.allow, 'GET, HEAD, POST, DELETE');
    }
  });

  test('404 is for paths that no row has', async () => {
    for (const path of ['/nowhere', '/echo', '/echo/x/y', '/echo//x',
      '/echo/../echo/x', '/echo/%00', '/echo/%', '/echo%2fx', '*', '',
      '/%ff'])
      assertWhole(await toy.ask(path), 404, 'not_found');
  });

  test('404 survives a path that is cut within a character', async () => {
    for (let length = 55; length < 66; length++)
      assertWhole(await toy.ask(`/${'a'.repeat(length)}%c3%a9%f0%9f%98%80`),
        404, 'not_found');
  });

  test('of 8 MB is sent whole, a longer one is refused', async () => {
    const most = 8 * 1024 * 1024;
    const answer = await toy.ask(`/big/${most}`);
    assert.equal(answer.body.length, most);
    assertWhole(await toy.ask(`/big/${most + 1}`), 500, 'internal_error');
  });

  test('that lets somebody pass has nothing but what the handler said',
    async () => {
      const { headers } = await toy.ask('/pass', { role: 'AUTHORIZER' });
      assert.deepEqual(Object.keys(headers).sort(), ['status', 'variable-toy']);
      assert.match(headers.status, /^200/);
    });
});

test('an answer arrives, and its end, also where parameters fill what is read',
  async () => {
    // Every place that the mark of the end of the body can have.
    for (let length = 8000; length < 8200; length += 8) {
      const connection = toy.connect(), errors = [];
      await connection.opened;
      connection.socket.on('error', ({ code }) => errors.push(code));
      await connection.send(Buffer.concat([begin('AUTHORIZER'), stream(PARAMS,
        encodeParams({ REQUEST_METHOD: 'GET', REQUEST_URI: '/pass',
          HTTP_X: 'x'.repeat(length) })), record(STDIN)]));
      const [answer] = await connection.answers(5000);
      assert.equal(answer?.status, 200);
      assert.deepEqual(errors, []);
    }
  });

describe('a handler that leaves no answer, or a forged one,', () => {
  const gate = { GATEHOUSE_CONTAINER: 'host' };
  for (const path of ['/silent', '/forged']) {
    test(`is refused whole: ${path}`, async () => {
      assertWhole(await toy.ask(path), 500, 'internal_error');
    });
    for (const options of [{ role: 'AUTHORIZER' }, { params: gate },
      { role: 'AUTHORIZER', params: gate }])
      test(`is 403 at the gate: ${path} ${JSON.stringify(options)}`,
        async () => {
          const { status, headers, body: text } = await toy.ask(path, options);
          assert.equal(status, 403);
          assert.equal(headers['content-type'], 'application/json');
          assert.equal(headers['content-length'], String(text.length));
          assert.equal(typeof JSON.parse(text).message, 'string');
        });
  }
});

describe('a body', () => {
  const post = (text, params = {}) =>
    toy.ask('/echo/x', { method: 'POST', body: text, params });

  test('up to the limit is handed over', async () => {
    for (const length of [0, 1, LIMIT - 1, LIMIT]) {
      const answer = await post('x'.repeat(length));
      assert.equal(JSON.parse(answer.body).length, length);
    }
  });

  test('over the limit is 413, and no handler runs', async () => {
    for (const length of [LIMIT + 1, 2 * LIMIT + 2, 3_000_000])
      assertWhole(await post('x'.repeat(length)), 413, 'request_too_large');
    await assertNotHandled();
  });

  test('shorter than announced is 400, and no handler runs', async () => {
    for (const length of ['6', '5000', '999999999999999999'])
      assertBadBody((await send(head('/echo/x', { CONTENT_LENGTH: length }),
        body('hello')))[0]);
    assertBadBody((await send(head('/echo/x', { CONTENT_LENGTH: 5 }),
      body('')))[0]);
    await assertNotHandled();
  });

  test('that breaks off is not handled', async () => {
    const connection = toy.connect();
    await connection.send(head('/echo/x'), body('hel', false));
    connection.socket.end();
    const [answer] = await connection.answers();
    assertBadBody(answer);
    const aborted = await send(head('/echo/x'), body('hel', false),
      record(ABORT));
    assertBadBody(aborted[0]);
    await assertNotHandled();
  });

  test('needs no announcement, and one that is no number says nothing',
    async () => {
      for (const params of [[], [['CONTENT_LENGTH', '']],
        [['CONTENT_LENGTH', '-1']],
        [['CONTENT_LENGTH', '5'], ['CONTENT_LENGTH', '']]]) {
        const [answer] = await send(head('/echo/x', params), body('hello'));
        assert.equal(JSON.parse(answer.body).length, 5);
      }
    });

  test('that a gate is not given is not missed', async () => {
    const [answer] = await send(head('/echo/x', [['CONTENT_LENGTH', '5'],
      ['CONTENT_LENGTH', ''], ['GATEHOUSE_CONTAINER', 'host']]), body(''));
    assert.equal(answer.status, 200);
  });

  test('is not waited for by an authorizer', async () => {
    const [answer] = await send(head('/echo/x', { CONTENT_LENGTH: 5 },
      { role: 'AUTHORIZER' }));
    assert.equal(answer.status, 200);
  });
});

test('repeated parameters are counted', async () => {
  const params = [['HTTP_X_COUNT', 'a'], ['HTTP_X_COUNT', ''],
    ['HTTP_X_COUNT_', 'b'], ['HTTP_X_COUN', 'c'], ['HTTP_X_COUNT', 'd']];
  assert.equal((await toy.echo('/echo/x', { params })).count, 3);
});

describe('a kept connection', () => {
  const forged = Buffer.concat([head('/echo/forged', {}, { keepConn: true }),
    body('')]);
  const keep = { keepConn: true };

  // The body itself is the forged request, at each alignment.
  for (const shift of [0, 1, 3, 8])
    test(`takes no request out of a body, ${shift} bytes in`, async () => {
      const text = Buffer.concat([Buffer.alloc(shift), forged]);
      for (const whole of [body(text), Buffer.concat([body(text), forged]),
        Buffer.concat([body(''), text])])
        assert.equal((await send(head('/echo/x', {}, keep), whole)).length, 1);
      assert.equal(await count(), handled + 4);
    });

  test('takes none that an authorizer leaves unread', async () => {
    const authorizer = { role: 'AUTHORIZER', keepConn: true };
    for (const rest of [body(forged), forged]) {
      const whole = Buffer.concat([head('/echo/x', {}, authorizer), rest]);
      assert.equal((await send(whole)).length, 1);
    }
    assert.equal(await count(), handled + 3);
  });

  test('that nobody closes keeps no worker for long', async () => {
    const open = [];
    for (let i = 0; i < 20; i++) {
      const connection = new Connection({ path: toy.socket,
        allowHalfOpen: true });
      open.push(connection);
      await connection.send(head('/echo/x', {}, keep), body(''));
    }
    const [answer] = await Promise.race([toy.ask('/echo/x').then((a) => [a]),
      open[0].answers(15000).then(() => [])]);
    for (const connection of open)
      connection.socket.destroy();
    assert.equal(answer?.status, 200);
  });

  test('keeps no worker: twenty of them, and one more request', async () => {
    const open = [];
    for (let i = 0; i < 20; i++) {
      const connection = toy.connect();
      open.push(connection);
      await connection.send(head('/echo/x', {}, keep), body(''));
    }
    assert.equal((await toy.ask('/echo/x')).status, 200);
    for (const connection of open)
      assert.equal((await connection.answers())[0].status, 200);
  });
});

describe('W14: a hostile connection harms nobody after it', () => {
  const long = (n) => [0x80 | (n >>> 24), (n >>> 16) & 255, (n >>> 8) & 255,
    n & 255];
  const params = encodeParams([['REQUEST_METHOD', 'GET'],
    ['REQUEST_URI', '/echo/x']]);
  const attacks = {
    'nothing at all': [Buffer.alloc(0)],
    'no FastCGI': [Buffer.from('GET / HTTP/1.0\r\n\r\n')],
    'another version': [record(BEGIN, Buffer.alloc(8), { version: 2 })],
    'an unknown role': [begin(99), stream(PARAMS, params), body('')],
    'role 0': [begin(0), stream(PARAMS, params), body('')],
    'a filter': [begin('FILTER'), stream(PARAMS, params), body('')],
    'lengths of 0x7fffffff': [begin(), record(PARAMS,
      Buffer.from([...long(0x7fffffff), ...long(0x7fffffff)]))],
    'lengths of 0x7ffffffe': [begin(), record(PARAMS,
      Buffer.from([...long(0x7ffffffe), ...long(0x7ffffffe)]))],
    'parameters that end early': [begin(),
      record(PARAMS, params.subarray(0, 9)), record(PARAMS), body('')],
    'a record that lies about its length': [begin(),
      record(PARAMS, params, { length: 65535 })],
    'an abort among the parameters': [begin(), record(PARAMS,
      params.subarray(0, 9)), record(ABORT)],
    'a body before the parameters': [begin(), body('x')],
    'an unknown type': [record(77, Buffer.alloc(8), { id: 0 })],
    'questions first': [record(GET_VALUES, Buffer.alloc(0), { id: 0 })],
  };

  for (const [name, chunks] of Object.entries(attacks))
    test(name, async () => {
      const connection = toy.connect();
      await connection.send(...chunks);
      connection.socket.end();
      for (const answer of await connection.answers())
        assert.ok(answer.status === 0 || answer.status >= 400, answer.status);
      assert.equal((await toy.ask('/echo/x')).status, 200);
    });

  test('parameters in records of one byte', async () => {
    const bytes = [...params].map((byte) => record(PARAMS, [byte],
      { padding: 7 }));
    const [answer] = await send(begin(), ...bytes, record(PARAMS), body(''));
    assert.equal(answer.status, 200);
  });

  test('ten thousand parameters, names with = and NUL', async () => {
    const many = Array.from({ length: 10000 }, (_, i) => [`X_${i}`, 'v']);
    const odd = [['HTTP_X_COUNT=', 'a'], ['HTTP_X_COUNT\0', 'b'], ['', '']];
    const [answer] = await send(head('/echo/x', [...many, ...odd]), body(''));
    assert.equal(answer.status, 200);
  });

  test('a second request on the same connection at once', async () => {
    const [, answer] = await send(head('/echo/x'),
      record(BEGIN, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]), { id: 2 }),
      record(STDIN, Buffer.from('x'), { id: 2 }), body('hello'));
    assert.equal(JSON.parse(answer.body).length, 5);
  });
});
