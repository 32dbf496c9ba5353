// SPDX-License-Identifier: ISC
// What a request to each shipped sample must come to: one table, one verdict a
// row, whatever the web server.  Numbers such as W1 are those of our security
// statements.
//
//	passed		the application answered, once, and was told who came
//	refused		the gate's 403; the application heard nothing
//	invalid		the server's own 4xx, 501 or 505, as JSON, before the gate
//	closed		403 or 5xx as JSON: there is no gate that would answer
//	NUMBER		this status, from the server or a program of the API
//
// A row: a name, the request (see ask.mjs; `heard` are headers as the application is
// to have them), and where a server gives another
// verdict, which one and why; a server is named as fixture.mjs does, or by what it
// has before the "-".  {guest} and so on are tokens: see guests() in ask.mjs.
export const HOSTS = ['proxied.test', 'responder.test', 'files.test'];
const PROXIED = ['proxied.test'];
export const FORWARDED = ['proxied.test', 'responder.test'];
const API = '/containers/v1beta1/regions/fr-par';

// A verdict that only this server says otherwise, wherever the table has it.
export const WORDS = {
  'apache-fcgid': { refused: 'refused with 401' }, // whatever the gate's status
  // What these cannot read themselves they answer in words of their own.
  caddy: { invalid: 'invalid, not in JSON' },
  haproxy: { invalid: 'invalid, not in JSON' } };

// Behind HAProxy is lighttpd.
const lighttpd = (verdict, why) => ({ lighttpd: verdict, haproxy: verdict, why });
const ASKED = 'takes it for a path or method like another, and asks the gate';
const ABOVE = { ...lighttpd('refused', 'stays at the top, and asks the gate'),
  caddy: 'refused' };
const NOT_UTF8 = lighttpd('invalid', 'refuses what is not UTF-8 or a control');
const SLASH = { apache: 'invalid', why: 'a slash in disguise is 404, nobody is asked' };
const UNREMOVABLE = { apache: 'refused',
  why: 'cannot remove a header by a pattern, so the sample refuses it' };
const LENGTH = { apache: 'passed', caddy: 'passed', haproxy: 'passed',
  why: 'forget the length, as RFC 9112 6.3 allows, and close the connection' };
const ENDS = { 'Content-Length: 4, Transfer-Encoding: chunked': LENGTH,
  'Transfer-Encoding: chunked, Content-Length: 4': LENGTH,
  'Content-Length:': { caddy: 'passed', why: 'takes it for 0, and closes the connection' },
  'Transfer-Encoding: identity, chunked': { apache: 'closed', why: 'answers 502' } };

const BUT = { '/%c0%ae%c0%ae/private/': NOT_UTF8, '/private/%ff': NOT_UTF8,
  '/private/%0a': NOT_UTF8, '/private%2f': SLASH, '/private%2F': SLASH,
  '/%2fprivate/': SLASH, '/open/..%2fshop': SLASH,
  '/../private/': ABOVE, '/..%2fprivate/': ABOVE, '/.%2e/private/': ABOVE,
  '/private/%zz': lighttpd('refused', ASKED), '/a b': { lighttpd: 'refused', why: ASKED },
  '/private/%00': { caddy: 'refused', why: ASKED }, '*': { caddy: 'refused', why: ASKED },
  'http:///private/': { caddy: 'refused', why: ASKED } };
const named = (name) => (value) => [value, { [name]: value }, BUT[value]];
const token = (name, ...values) => [name,
  { lines: values.map((value) => `X-Auth-Token: ${value}`) }];
const line = (...lines) => [lines.join(', '), { lines }];
const guestLine = (...lines) => [lines.join(', '), { token: '{guest}', lines }];

const PATHS = ['/', '/private', '/private/', '//private/', '///private/',
  '/./private/', '/x/../private/', '/private/../private/', '/%70rivate/',
  '/private%2f', '/private%2F', '/private/%2e%2e/private/', '/%2e/private/',
  '/private;x/', '/private/;x', '/PRIVATE/',
  '/private%5c', '/private/.', '/private/..', '/private/%252e%252e/', '/?/private/',
  '/private/?x=/../', '/private/index.html', '/private/index.html/', '/%2fprivate/',
  '/private/%3f', '/private/%23', '/index.html%20', '/private\\', '/private/%0a',
  '/private//index.html', '/private/index%2ehtml', '/private/.htaccess',
  '/.gatehouse/gate/', '/%c0%ae%c0%ae/private/', '/private/%ff'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS',
  'PROPFIND', 'MKCOL', 'LOCK'];
const METHOD_HAS_BODY = (method) => !/GET|HEAD|OPTIONS/.test(method);

export const MATRIX = [
  { title: 'W1, W3: no spelling of a path gets around the gate', hosts: HOSTS,
    want: 'refused', rows: PATHS.map(named('target')) },
  { title: 'W1: a spelling that is none', hosts: HOSTS, want: 'invalid',
    rows: ['/private/%00', '/../private/', '/..%2fprivate/', '/.%2e/private/',
      '/private/%zz', '*', 'private/', '', '/a b', 'http:///private/',
      '/private/\x01'].map(named('target')) },
  { title: 'W1: a guest sees what the gate was asked for', hosts: HOSTS,
    want: 'passed', rows: ['/private/', '/%70rivate/', '/x/../private/', '//private/',
      '/private/?x=1'].map((target) => [target, { target, token: '{guest}' }]) },

  { title: 'a container by path, a stranger', hosts: ['paths.test'],
    want: 'refused', rows: ['/shop', '/shop/', '//shop', '/./shop/',
      '/x/../shop/', '/%73hop/', '/shop/x', '/shop?x', '/open/..%2fshop',
      '/open/../shop'].map(named('target')) },
  { title: 'a container by path, its guest', hosts: ['paths.test'],
    want: 'passed', as: 'shop.test', rows: ['/shop', '/shop/', '/x/../shop/', '//shop',
      '/%73hop/'].map((target) => [target, { target, token: '{shop}' }]) },
  { title: 'a container by path is the one of its id', hosts: ['paths.test'],
    want: 'refused', rows: [['a token for another', { target: '/shop', token: '{own}' }],
      ['another host\'s container named in a query',
        { target: '/shop?GATEHOUSE_CONTAINER=host', token: '{own}' }]] },
  { title: 'a public container by path', hosts: ['paths.test'], as: 'open.test',
    want: 'passed', rows: ['/open', '/open/', '/open/x'].map(named('target')) },
  { title: 'beside a container by path there is nothing', hosts: ['paths.test'],
    want: 404, rows: ['/none', '/shopping', '/SHOP', '/shop/../none', '/xshop/']
      .map((target) => [target, { target, token: '{guest}' }]) },

  { title: 'W5: every method is gated', hosts: HOSTS, want: 'refused',
    rows: METHODS.map((method) => [method,
      { method, body: METHOD_HAS_BODY(method) ? 'x' : undefined }]) },
  { title: 'W5: no method but these', hosts: HOSTS, want: 'invalid',
    rows: [['TRACE', { method: 'TRACE' }, { 'apache proxied.test': 'refused', why: ASKED }],
      ['TRACE by a guest', { method: 'TRACE', token: '{guest}' }],
      ['CONNECT', { method: 'CONNECT', target: 'proxied.test:80' },
        { apache: 'refused', why: ASKED }],
      ['get', { method: 'get' }, { apache: 'refused', caddy: 'refused', why: ASKED }],
      ['FOO', { method: 'FOO' },
        { apache: 'refused', nginx: 'refused', caddy: 'refused', why: ASKED }],
      ['G@T', { method: 'G@T' }]] },
  { title: 'W5: a guest may use any method', hosts: FORWARDED, want: 'passed',
    rows: METHODS.map((method) => [method,
      { method, token: '{guest}', body: METHOD_HAS_BODY(method) ? 'x' : undefined }]) },

  { title: 'who is let in', hosts: PROXIED, want: 'passed', rows: [
    token('a token of the namespace', '{guest}'), token('a token of the container', '{own}'),
    token('the Owner\'s secret key', '{key}'), token('blanks around it', '  {guest}  '), [...token('tabs around it', '\t{guest}\t'),
      { nginx: 'refused', why: 'takes a tab for a part of the value' }],
    ['any case of the name', { lines: ['x-auth-TOKEN: {guest}'] }],
    ['no blank before it', { lines: ['X-Auth-Token:{guest}'] }]] },
  { title: 'who is not', hosts: HOSTS, want: 'refused', rows: [
    ['a stranger', {}], token('nonsense', 'bad'), token('an empty token', ''),
    token('a token of another container', '{shop}'),
    token('a token of another namespace', '{foreign}'), token('a deleted token', '{deleted}'),
    token('an expired token', '{expired}'), token('a forged signature', '{forged}'),
    token('one letter less', '{short}'), token('one letter more', '{guest}x'),
    token('Bearer before it', 'Bearer {guest}'), token('in quotes', '"{guest}"'),
    token('a secret key of nobody', '11111111-1111-4111-8111-111111111111'),
    token('a secret key in capitals and cut', '{key}-'),
    line('Authorization: Bearer {guest}'), line('Cookie: X-Auth-Token={guest}'),
    line('X-Auth-Tokens: {guest}'), line('Proxy-Authorization: Bearer {guest}'),
    ['in the query', { target: '/?X-Auth-Token={guest}' }],
    ['in the query, as a parameter', { target: '/?HTTP_X_AUTH_TOKEN={guest}' }],
    ['in the body', { method: 'POST', body: 'X-Auth-Token={guest}' }]] },
  { title: 'A15: two tokens are no token', hosts: HOSTS, want: 'refused', rows: [
    token('good and good', '{guest}', '{guest}'), token('good and bad', '{guest}', 'bad'),
    token('bad and good', 'bad', '{guest}'), token('good, good', '{guest}, {guest}'),
    token('good, bad', '{guest},bad'), token('good and a secret key', '{guest}', '{key}')] },
  { title: 'A16: an alias of the header counts for nothing', hosts: HOSTS,
    want: 'refused', rows: [line('X_Auth_Token: {guest}'), line('X-Auth_Token: {guest}'),
      line('x_auth-token: {guest}'), line('X.Auth.Token: {guest}'),
      line('HTTP_X_AUTH_TOKEN: {guest}'), line('Http-X-Auth-Token: {guest}')] },
  { title: 'A16: nor against a token', hosts: FORWARDED, want: 'passed', rows: [
    guestLine('X_Auth_Token: bad'),
    [...guestLine('X.Auth.Token: bad'), UNREMOVABLE]] },
  { title: 'A16: a name that is none', hosts: PROXIED, want: 'invalid', rows: [
    line('X-Auth-Token : {guest}'), line('X-Auth-Token\t: {guest}'),
    line(' X-Auth-Token: {guest}'),
    [...line('X-Auth-Token'), { nginx: 'refused', why: 'ignores such a line' }],
    [...line(': {guest}'), { caddy: 'refused', why: 'ignores such a line' }],
    line('X-Auth Token: {guest}'), line('X-Auth-Token: a\0b')] },

  { title: 'W2: one container, however its host is spelled', hosts: ['PROXIED.TEST',
    'proxied.test:1', 'proxied.test.', 'Proxied.Test.:65535'], as: 'proxied.test',
  want: 'passed', rows: [token('its guest', '{own}')] },
  { title: 'W2: nor has a stranger another way', hosts: ['PROXIED.TEST',
    'proxied.test:1', 'proxied.test.', 'Proxied.Test.:65535'],
  want: 'refused', rows: [['a stranger', {}], token('another\'s guest', '{other}')] },
  { title: 'W2: a host that is none', hosts: ['proxied.test/', 'x@proxied.test',
    'proxied.test:x', '%70roxied.test', 'proxied.test..', 'pro xied.test', 'a,proxied.test',
    'proxied.test:99999', '[proxied.test]'],
  want: 'invalid', but: { 'nginx proxied.test:x': 'passed', 'nginx proxied.test:99999': 'passed',
    'caddy proxied.test:x': 'passed', 'caddy proxied.test:99999': 'passed',
    'caddy [proxied.test]': 'passed', why: 'the host is this one to them, whatever the port' },
  as: 'proxied.test', rows: [['a guest', { target: '/private/', token: '{guest}' }]] },
  { title: 'W2: a host that nobody has', hosts: ['nobody.test', '192.0.2.1', 'private'],
    want: 404, rows: [['a guest', { target: '/private/', token: '{guest}' }]] },
  { title: 'W2: one host a request', hosts: PROXIED, want: 'invalid', rows: [
    ['two', { token: '{guest}', lines: ['Host: files.test'] }],
    ['two alike', { token: '{guest}', lines: ['Host: proxied.test'] },
      lighttpd('passed', 'two that say the same are one')],
    ['none', { token: '{guest}', host: null, target: '/private/' }],
    ['an empty one', { token: '{guest}', host: '', target: '/private/' }]] },
  { title: 'W2: an absolute address is a host like another', hosts: PROXIED, want: 'refused',
    rows: [['the same', { target: 'http://proxied.test/private/' }],
      ['another\'s, with that one\'s token',
        { target: 'http://proxied.test/', host: 'files.test', token: '{other}' },
        lighttpd('invalid', 'want both to be the same')]] },
  { title: 'W2: no container for it', hosts: ['unregistered.test', 'deleted.test',
    'nobody.localhost', 'foreign.test'], want: 'refused', rows: [['a stranger', {}],
    token('a guest', '{guest}')] },
  { title: 'W2: what the client says elsewhere changes nothing', hosts: PROXIED,
    want: 'refused', rows: [['X-Forwarded-Host'], ['X-Original-Host'], ['X-Host'],
      ['X-Forwarded-Server'], ['Forwarded', 'host='], ['GATEHOUSE_CONTAINER'],
      ['Gatehouse-Container'], ['X-Gatehouse-Container-Id'], ['X-Original-URL'],
      ['X-Rewrite-URL'], ['X-Real-Host']].map(([name, prefix = '']) => [name, { token: '{other}',
      lines: [`${name}: ${prefix}files.test`] }]) },
  { title: 'W2: nor helps it a guest elsewhere', hosts: PROXIED, want: 'refused', rows: [
    ['the container\'s id', { token: '{other}', lines: ['GATEHOUSE-CONTAINER: {files-id}'] }],
    ['REMOTE_USER', { lines: ['Remote-User: owner'] }],
    ['X-Forwarded-User', { lines: ['X-Forwarded-User: owner'] }],
    ['Basic', { lines: ['Authorization: Basic b3duZXI6b3duZXI='] }]] },

  { title: 'a public container lets everybody in', hosts: ['open.test'], want: 'passed',
    rows: [['a stranger', {}], token('a bad token', 'bad'), token('a guest', '{guest}'),
      token('two tokens', 'bad', 'bad'), ['POST', { method: 'POST', body: 'x' }],
      ['a long token', { token: 'x'.repeat(5000) }]] },

  { title: 'W8: nobody says himself who he is', hosts: FORWARDED, want: 'passed',
    rows: ['X-Gatehouse-Token-Id', 'X_Gatehouse_Token_Id', 'X.Gatehouse.Token.Id',
      'X-Gatehouse_Token-Id', 'x-gatehouse-token-id', 'X-Gatehouse-Principal-Id',
      'X-Gatehouse-Container-Id', 'X-Gatehouse-Namespace-Id', 'Gatehouse-Token-Id',
      'GATEHOUSE_TOKEN_ID'].map((name) => [name, { token: '{guest}', lines: [`${name}: FORGED`] },
      /^X.*[_.]/.test(name) ? UNREMOVABLE : undefined]) },

  { title: 'W10: a good guest before helps nobody after', hosts: HOSTS, want: 'refused',
    rows: [['the same address', { target: '/index.html', before: '{guest}' }],
      ['HEAD', { method: 'HEAD', target: '/index.html', before: '{guest}' }],
      ['only-if-cached', { before: '{guest}', lines: ['Cache-Control: only-if-cached'] }]] },
  { title: 'W13: the gate comes before ranges and conditions', hosts: HOSTS,
    want: 'refused', rows: [line('Range: bytes=0-3'), line('If-None-Match: *'),
      line('If-Match: "x"'), line('If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'),
      line('If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT'),
      line('Range: bytes=0-3', 'If-Range: "x"'), line('Expect: 100-continue'),
      line('Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='),
      line('Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABk'),
      line('Range: bytes=0-0,2-2,-1'), line('Range: bytes=9-1'),
      ['a range by POST', { method: 'POST', body: 'x', lines: ['Range: bytes=0-3'] }]] },

  { title: 'W12: one opinion on where a request ends', hosts: PROXIED, want: 'invalid',
    rows: [
      ['Content-Length: 4', 'Transfer-Encoding: chunked'],
      ['Transfer-Encoding: chunked', 'Content-Length: 4'],
      ['Content-Length: 4', 'Content-Length: 5'], ['Content-Length: +4'],
      ['Content-Length: -1'], ['Content-Length: 4, 5'], ['Content-Length: 0x4'],
      ['Content-Length: 99999999999999999999'], ['Content-Length : 4'],
      ['Content-Length:'], ['Transfer-Encoding: xchunked'],
      ['Transfer-Encoding : chunked'], ['Transfer-Encoding: chunked, identity'],
      ['Transfer-Encoding: identity, chunked'], ['Transfer-Encoding: gzip'],
      ['Transfer-Encoding:\tchunked', 'Transfer-Encoding: x']]
      .map((lines) => [lines.join(', '), { method: 'POST', token: '{guest}', lines,
        target: '/private/', rest: '0\r\n\r\nGET / HTTP/1.1\r\nHost: proxied.test\r\n\r\n' },
      ENDS[lines.join(', ')]]) },
  { title: 'W12: a chunk that is none', hosts: PROXIED, want: 'invalid', but: { caddy:
    'closed', why: 'finds out while it hands the body on, and answers 502' },
    rows: ['x\r\n', '-1\r\n', '0x1\r\na\r\n0\r\n\r\n', 'fffffffffffffffff\r\n', ' 1\r\na\r\n0\r\n\r\n',
      '1\r\nab\r\n0\r\n\r\n', '\r\n1\r\na\r\n0\r\n\r\n'].map((rest) => [JSON.stringify(rest),
      { method: 'POST', token: '{guest}', lines: ['Transfer-Encoding: chunked'], rest }]) },
  { title: 'W12: a body with another request in it', hosts: HOSTS, want: 'refused',
    rows: [['with its length', { method: 'POST',
      body: 'GET / HTTP/1.1\r\nHost: proxied.test\r\nX-Auth-Token: {guest}\r\n\r\n' }],
    ['chunked', { method: 'POST', chunks: ['GET / HTTP/1.1\r\nHost: proxied.test\r\n' +
      'X-Auth-Token: {guest}\r\n\r\n'] }]] },
  { title: 'W12: an upgrade is to websockets, and to nothing that hides requests',
    hosts: PROXIED, want: 'passed', rows: ['websocket', 'WebSocket', 'h2c', 'other',
      'websocket, h2c', 'h2c, websocket'].map((upgrade) => [upgrade, { token: '{guest}',
      heard: { upgrade: /^websocket$/i.test(upgrade) ? 'websocket' : undefined },
      lines: ['Connection: Upgrade', `Upgrade: ${upgrade}`, 'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='] }]) },
  { title: 'bodies arrive as they were', hosts: FORWARDED, want: 'passed', rows: [
    ['none', { method: 'POST', body: '' }], ['one byte', { method: 'POST', body: 'x' }],
    ['one chunk', { method: 'POST', chunks: ['hello'] }],
    ['three chunks', { method: 'PUT', chunks: ['a', 'bc', 'd'.repeat(70000)] }],
    ['no chunk but the last', { method: 'POST', chunks: [] }],
    ['a chunk extension', { method: 'POST', chunks: ['ab'], extension: ';x=y' }],
    ['65535 bytes', { method: 'POST', body: 'x'.repeat(65535) }],
    ['65536 bytes', { method: 'POST', body: 'x'.repeat(65536) }],
    ['65537 bytes', { method: 'POST', body: 'x'.repeat(65537) }],
    ['Expect: 100-continue', { method: 'POST', body: 'x', lines: ['Expect: 100-continue'] }]]
    .map(([name, request]) => [name, { token: '{guest}', ...request }]) },

  { title: 'tokens of all sizes', hosts: HOSTS, want: 'refused',
    rows: [1, 2, 16, 100, 4095, 4096, 4097, 7000].map((size) =>
      [`${size} bytes`, { token: 'x'.repeat(size) }]) },
  { title: 'longer than any', hosts: HOSTS, want: 'invalid', rows: [
    ['a token of 70000 bytes', { token: 'x'.repeat(70000) }],
    ['a header of 70000 bytes', { token: '{guest}', lines: [`X: ${'x'.repeat(70000)}`] }],
    ['2000 headers', { token: '{guest}', lines: Array(2000).fill('X-Many: of these, and long') }],
    ['an address of 70000 bytes', { token: '{guest}', target: `/${'x'.repeat(70000)}` }]] },
  { title: 'and long', hosts: FORWARDED, want: 'passed', rows: [
    ['an address of 4000 bytes', { token: '{guest}', target: `/${'x'.repeat(4000)}` },
      { 'apache responder.test': 'closed', why: 'looks for a file of such a name first: 403' }],
    ['a query of 4000 bytes', { token: '{guest}', target: `/?${'x'.repeat(4000)}` }],
    ['a header of 4000 bytes', { token: '{guest}', lines: [`X-Long: ${'x'.repeat(4000)}`] }],
    ['50 headers', { token: '{guest}', lines: Array.from({ length: 50 }, (_, i) => `X-${i}: x`) }]] },

  { title: 'the server\'s own places are nobody\'s', hosts: ['localhost'],
    want: 404, rows: ['/.gatehouse/gate', '/.gatehouse/errors/403.html',
      '/%2egatehouse/gate', '/etc/gate.conf', '/token-gate']
      .map((target) => [target, { target }]) },

  { title: 'the API goes to its programs', hosts: ['localhost'], want: 401, rows: [
    ['POST', '/tokens'], ['GET', '/tokens'], ['GET', '/tokens/0'], ['DELETE', '/tokens/0'],
    ['GET', '/containers'], ['POST', '/containers'], ['PATCH', '/containers/0'],
    ['GET', '/namespaces'], ['DELETE', '/namespaces/0'], ['GET', '/issue-jwt'],
    ['GET', '/%74okens'], ['GET', '/tokens?page=1'], ['HEAD', '/tokens']]
    .map(([method, path]) => [`${method} ${path}`, { method, target: API + path,
      body: METHOD_HAS_BODY(method) ? '{}' : undefined }]).concat([
      ['v1', { target: '/containers/v1/regions/fr-par/containers' }],
      ['IAM', { target: '/iam/v1alpha1/users' }],
      ['projects', { target: '/account/v3/projects' }],
      ['the session', { target: '/session' }],
      ['a body with GET', { target: `${API}/tokens`, body: '{}' }]]) },
  { title: 'the API knows what is not there', hosts: ['localhost'], want: 404, rows: [
    '/nowhere', `${API}/nothing`, `${API}/`, '/containers/', '/containers/v2/regions/fr-par/tokens',
    '/keys/0/jwks.json', '/console/nothing.html', '/iam/', '/account/v3',
    '/cgi-bin/token-create', '/www/index.html', '/../etc/errors/400.html',
    '/console/..%2f..%2fconfigure.ac', '/console/%2e%2e/%2e%2e/configure.ac']
    .map((target) => [target, { target }, /\.\.%|\/\.\.|%2e/.test(target) ?
      { nginx: 'invalid', apache: 'invalid', why: 'above the top there is nothing: 400' } :
      undefined]) },
  { title: 'the API knows its methods', hosts: ['localhost'], want: 405, rows: [
    ['PUT', '/tokens'], ['PATCH', '/tokens/0'], ['PUT', '/containers'], ['OPTIONS', '/tokens']]
    .map(([method, path]) => [`${method} ${path}`, { method, target: API + path,
      body: METHOD_HAS_BODY(method) ? '{}' : undefined,
      lines: ['X-Auth-Token: {key}', 'Content-Type: application/json'] }]) },
  { title: 'a body of the API has its limit', hosts: ['localhost'], want: 413, rows: [
    ['65537 bytes', { body: ' '.repeat(65537) }], ['1 MB', { body: ' '.repeat(1048576) }],
    ['65537 bytes in chunks', { chunks: [' '.repeat(65537)] }]]
    .map(([name, body]) => [name, { method: 'POST', target: `${API}/tokens`, ...body }]) },
  { title: 'and no other', hosts: ['localhost'], want: 401, rows: [
    ['65535 bytes', { body: ' '.repeat(65535) }], ['65536 bytes', { body: ' '.repeat(65536) }],
    ['65536 bytes in chunks', { chunks: [' '.repeat(65536)] }],
    ['no body', { body: '' }]]
    .map(([name, body]) => [name, { method: 'POST', target: `${API}/tokens`, ...body }]) },
  { title: 'the console is there', hosts: ['localhost'], want: 200, rows: [
    '/', '/console/', '/console/console.css', '/console/main.js', '/console/try.html']
    .map(named('target')).concat([['HEAD', { method: 'HEAD' }]]) },
  { title: 'the API is at its own host only', hosts: ['hello.localhost', ...HOSTS],
    want: 'refused', rows: [['tokens', { target: `${API}/tokens` }],
      ['the console', { target: '/console/' }], ['a session', { target: '/session' }],
      ['the Owner\'s key in a cookie', { target: `${API}/tokens`,
        lines: ['Cookie: X-Auth-Token={key}'] }]] },
  { title: 'what is no request', hosts: ['localhost'], want: 'invalid', rows: [
    ['a word', { bytes: 'nonsense\r\n\r\n' }], ['HTTP/9.0', { version: 'HTTP/9.0' },
      { apache: '200', 'haproxy localhost': '200', why: 'take it for 1.1' }],
    ['HTTP/1.x', { version: 'HTTP/1.x' }], ['TRACE', { method: 'TRACE' }],
    ['a NUL', { bytes: 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n' }],
    ['TLS', { bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n' }]] },
];
