// SPDX-License-Identifier: ISC
// The whole suite behind lighttpd, a private container, and a judge: a forged
// token is refused twice, as all others are, and a good one then passes.
import assert from 'node:assert/strict';
import { Connection, PARAMS, begin, encodeParams, stream }
  from '../lib/fcgi.mjs';
import { startServer } from '../server/fixture.mjs';

const HOST = 'judged.localhost';
const isHeader = (text) => /^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/.test(text);

// What a client sees of a refusal: nothing differs but the id and the clock.
function describe({ status, headers, body }) {
  const { date, connection, 'x-gatehouse-refusal-id': id, ...others } = headers;
  return { status, headers: others,
    body: body.toString().replace(/"refusal_id":"[-\w]{22}"/, '"refusal_id":0') };
}

export class Gate {
  seen = new Set(); // every forged token

  static async start(options) {
    const gate = new Gate();
    gate.server = await startServer(options);
    try {
      gate.namespaceId = gate.server.namespace('judged');
      gate.containerId = gate.server.container('judged', 'judged',
        '--domain', HOST, '--privacy', 'private');
      gate.good = await gate.server.createToken(
        { namespace_id: gate.namespaceId });
      gate.usual = describe(await gate.#visit(undefined));
      assert.equal(gate.usual.status, 403);
    } catch (error) {
      await gate.close();
      throw error;
    }
    return gate;
  }

  #visit(token) {
    return this.server.visit(HOST, token);
  }

  // What no HTTP client can send goes to the gate as lighttpd would send it.
  async #knock(token) {
    const connection = new Connection(this.server.socket('token-gate'));
    await connection.send(begin('AUTHORIZER'), stream(PARAMS, encodeParams({
      GATEHOUSE_CONTAINER: 'host', HTTP_HOST: HOST,
      HTTP_X_AUTH_TOKEN: token })));
    const [answer] = await connection.answers();
    return answer;
  }

  // That a visit by headers, or to a host, is refused as all others are.
  async refusesVisit(headers, host = HOST) {
    assert.deepEqual(describe(await this.server.visit(host, undefined,
      { headers })), this.usual);
  }

  // Whether the token opens; it must do so, or not, both times.
  async passes(token) {
    const { status } = await this.#visit(token);
    assert.equal((await this.#visit(token)).status, status);
    return status === 200;
  }

  // The ways in which the gate did anything but refuse; the good token goes
  // last, so a state that sticks shows at once.
  async faults(name, token) {
    const faults = [];
    this.seen.add(token);
    for (let round = 0; round < 2; round++) {
      // lighttpd itself refuses a head of more than 8192 bytes.
      if (isHeader(token) && token.length < 7000) {
        const seen = describe(await this.#visit(token));
        try {
          assert.deepEqual(seen, this.usual);
        } catch {
          faults.push(`${name}: ${JSON.stringify(seen)}`);
        }
      }
      const { status } = await this.#knock(token);
      if (status !== 403)
        faults.push(`${name}, over FastCGI: ${status}`);
    }
    if ((await this.#knock(this.good.token)).status !== 200)
      faults.push(`${name}: then a good token was refused`);
    return faults;
  }

  // All of [{ name, token }], some at a time.
  async refuses(forged) {
    const faults = [];
    const rest = forged[Symbol.iterator]();
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (const { name, token } of rest)
        faults.push(...await this.faults(name, token));
    }));
    assert.deepEqual(faults, []);
    assert.equal((await this.#visit(this.good.token)).status, 200);
  }

  close() {
    return this.server.close();
  }
}
