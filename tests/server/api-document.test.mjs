// SPDX-License-Identifier: ISC
// The curl lines of doc/API.md: run by a shell as they stand there, in order,
// against everything behind lighttpd.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readRoutes } from '../lib/routes.mjs';
import { SOURCE, startServer } from './fixture.mjs';

const blocks = readFileSync(join(SOURCE, 'doc', 'API.md'), 'utf8')
  .matchAll(/^```sh\n(.*?)^```$/gms);
const script = [...blocks].map(([, lines]) => lines).join('');
const lines = script.replaceAll('\\\n', '').split('\n')
  .filter((line) => line.includes('curl '));

const server = await startServer();
after(() => server.close());

// Has state/owner.env in it, as ./quickstart writes it, and a file that makes
// curl tell what it asked and was answered, beside what a line does with that.
function makeFolder() {
  const folder = join(server.state, 'reader');
  mkdirSync(join(folder, 'state'), { recursive: true });
  writeFileSync(join(folder, 'state', 'owner.env'), [
    `SCW_API_URL=http://localhost:${server.port}`,
    ...Object.entries(server.owner).map((pair) => pair.join('=')),
    ''].join('\n'));
  writeFileSync(join(folder, '.curlrc'),
    'write-out = "%{stderr}\\n@%{response_code} %{method} %{url_effective}\\n"\n');
  return folder;
}

const folder = makeFolder();
const { status, stdout, stderr } = spawnSync('sh', ['-euc', script],
  { cwd: folder, encoding: 'utf8', env: { ...process.env, CURL_HOME: folder } });
const answers = stderr.split('\n').filter((line) => line.startsWith('@'))
  .map((line) => {
    const [status, method, url] = line.slice(1).split(' ');
    return { status, asked: `${method} ${new URL(url).pathname}` };
  });
const routes = readRoutes().map((route) => ({ route,
  pattern: new RegExp(`^${route.replaceAll('*', '[^/]+')}$`) }));

test('a shell runs doc/API.md to its end', () => {
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.ok(lines.length > 70);
  assert.equal(answers.length, lines.length);
});

for (const [i, line] of lines.entries())
  test(`${line.trim()} is what it answers`, () => {
    const [, expected] = /# (\d{3})$/.exec(line) ?? [];
    assert.ok(expected, 'the line ends with a status');
    assert.equal(answers[i]?.status, expected, answers[i]?.asked);
  });

test('every endpoint has its line', () => {
  assert.ok(routes.length > 70);
  assert.deepEqual(routes.filter(({ pattern }) =>
    !answers.some(({ asked }) => pattern.test(asked))), []);
});

test('no line asks for what is not there', () => {
  assert.deepEqual(answers.filter(({ asked }) =>
    !routes.some(({ pattern }) => pattern.test(asked))), []);
});
