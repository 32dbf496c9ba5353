// SPDX-License-Identifier: ISC
// HAProxy's jwt_verify, used as its manual shows: the algorithm of the header is
// compared, then the signature is verified.  It has one key, from the start.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, request, until } from '../server/fixture.mjs';

export class Haproxy {
  static async start(key) {
    const haproxy = new Haproxy();
    haproxy.port = await freePort();
    haproxy.folder = mkdtempSync(join(tmpdir(), 'gh-haproxy-'));
    writeFileSync(join(haproxy.folder, 'conf'), haproxy.#configuration(key));
    haproxy.child = spawn('setpriv', ['--pdeathsig', 'TERM', 'haproxy', '-db',
      '-f', join(haproxy.folder, 'conf')],
    { stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
    let said = '';
    haproxy.child.stderr.on('data', (text) => said += text);
    await until(() => {
      if (haproxy.child.exitCode !== null)
        throw new Error(said);
      return request(haproxy.port).then(() => true, () => false);
    }, 'HAProxy');
    return haproxy;
  }

  #configuration({ alg, pem }) {
    const path = join(this.folder, 'key.pem');
    writeFileSync(path, pem);
    return 'global\n  tune.bufsize 65536\ndefaults\n  mode http\n' +
      '  timeout client 10s\n  timeout connect 10s\n  timeout server 10s\n' +
      `frontend jws\n  bind 127.0.0.1:${this.port}\n` +
      '  http-request set-var(txn.jws) url_param(jws),url_dec\n' +
      '  http-request set-var(txn.alg) ' +
      'var(txn.jws),jwt_header_query(\'$.alg\')\n' +
      `  http-request return status 200 if { var(txn.alg) -m str "${alg}" } ` +
      `{ var(txn.jws),jwt_verify("${alg}","${path}") 1 }\n` +
      '  http-request return status 403\n';
  }

  async verify(jws) {
    const { status } = await request(this.port,
      { path: `/?jws=${encodeURIComponent(jws)}` });
    return status === 200;
  }

  async close() {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
    rmSync(this.folder, { recursive: true });
  }
}

export function haproxyVersion() {
  return /version (\d[\d.]*)/.exec(execFileSync('haproxy', ['-v'],
    { encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } }))[1];
}
