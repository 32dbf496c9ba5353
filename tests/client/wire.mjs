// SPDX-License-Identifier: ISC
// HTTP as other clients write it: heads and bodies byte for byte, one
// connection after the other answer, and what Go would read of an answer.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';

// One kept-alive connection, as each of these clients holds it.
export class Wire {
  #socket;
  #chunks;
  #received = Buffer.alloc(0);

  static async open(port) {
    const wire = new Wire();
    wire.#socket = net.connect(port, '127.0.0.1');
    wire.#socket.setTimeout(30_000, () =>
      wire.#socket.destroy(new Error('no answer in time')));
    await once(wire.#socket, 'connect');
    wire.#chunks = wire.#socket[Symbol.asyncIterator]();
    return wire;
  }

  // Sends a request, `head` without its end; the answer.
  async send(head, body = '') {
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    const end = await this.#until(() => this.#received.indexOf('\r\n\r\n') + 1);
    const [line, ...lines] =
      this.#received.toString('latin1', 0, end - 1).split('\r\n');
    const headers = Object.fromEntries(lines.map((text) => {
      const colon = text.indexOf(':');
      return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
    }));
    const from = end + 3, to = from + Number(headers['content-length']);
    await this.#until(() => this.#received.length >= to);
    const text = this.#received.toString('utf8', from, to);
    this.#received = this.#received.subarray(to);
    assert.equal(headers['content-type'], 'application/json');
    return { status: Number(line.split(' ')[1]), headers,
      json: JSON.parse(text) };
  }

  async #until(ask) {
    for (;;) {
      const answer = ask();
      if (answer)
        return answer;
      const { value: chunk, done } = await this.#chunks.next();
      assert.ok(!done, 'the server hung up');
      this.#received = Buffer.concat([this.#received, chunk]);
    }
  }

  close() {
    this.#socket.destroy();
  }
}

const isCount = (most) => (value) =>
  Number.isInteger(value) && value >= 0 && value <= most;
const isMap = (value) => value?.constructor === Object &&
  Object.values(value).every((one) => typeof one === 'string');

// How Go's decoder takes a member; a struct is a table of its own.
const TYPES = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  uint32: isCount(2 ** 32 - 1),
  size: isCount(Number.MAX_SAFE_INTEGER),
  duration: (value) => /^\d+(\.\d+)?s$/.test(value),
  time: (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value),
  strings: (value) => Array.isArray(value) &&
    value.every((one) => typeof one === 'string'),
  map: isMap,
  region: (value) => /^[a-z]{2}-[a-z]{3,7}$/.test(value),
};

// What the Go SDK declares: "?" for a pointer, which may be null or missing.
const probe = { failure_threshold: 'uint32', interval: '?duration',
  timeout: '?duration' };
const healthCheck = { failure_threshold: 'uint32', interval: '?duration' };
const secret = { key: 'string', hashed_value: 'string' };

export const token = { id: 'string', token: 'string', container_id: '?string',
  namespace_id: '?string', public_key: 'string', status: 'string',
  description: 'string', expires_at: '?time' };

const namespace = { id: 'string', name: 'string', environment_variables: 'map',
  organization_id: 'string', project_id: 'string', status: 'string',
  error_message: '?string', tags: 'strings', created_at: '?time',
  updated_at: '?time', region: 'region' };
export const namespaceV1 = { ...namespace, description: 'string',
  secret_environment_variables: 'map' };
export const namespaceBeta = { ...namespace, description: '?string',
  secret_environment_variables: [secret], registry_namespace_id: 'string',
  registry_endpoint: 'string', vpc_integration_activated: '?bool' };

const container = { id: 'string', name: 'string', namespace_id: 'string',
  status: 'string', environment_variables: 'map', min_scale: 'uint32',
  max_scale: 'uint32', error_message: '?string', privacy: 'string',
  protocol: 'string', port: 'uint32', sandbox: 'string', created_at: '?time',
  updated_at: '?time', tags: 'strings', private_network_id: '?string',
  command: 'strings', args: 'strings', region: 'region' };
export const containerV1 = { ...container, description: 'string',
  secret_environment_variables: 'map', memory_limit_bytes: 'size',
  mvcpu_limit: 'uint32', local_storage_limit_bytes: 'size',
  timeout: '?duration', image: 'string', https_connections_only: 'bool',
  liveness_probe: probe, public_endpoint: 'string' };
export const containerBeta = { ...container, description: '?string',
  secret_environment_variables: [secret], memory_limit: 'uint32',
  cpu_limit: 'uint32', local_storage_limit: 'uint32', timeout: '?duration',
  registry_image: 'string', max_concurrency: 'uint32', domain_name: 'string',
  http_option: 'string', ready_at: '?time', health_check: healthCheck };

function take(type, value, name) {
  if (Array.isArray(type)) {
    assert.ok(Array.isArray(value), name);
    value.forEach((one) => decode(type[0], one, name));
  } else if (typeof type === 'object') {
    decode(type, value, name);
  } else if (!type.startsWith('?') || (value ?? null) !== null) {
    assert.ok(TYPES[type.replace('?', '')](value),
      `${name}: ${JSON.stringify(value)} is no ${type}`);
  }
}

// Fails where Go's decoder would, or would leave a member empty.
export function decode(struct, value, name = '') {
  assert.equal(value?.constructor, Object, name);
  for (const [member, type] of Object.entries(struct))
    take(type, value[member], `${name}.${member}`);
  return value;
}
