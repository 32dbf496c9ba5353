// SPDX-License-Identifier: ISC
// What was acknowledged, and whether it holds.  Whoever writes asks at once and
// at the end; an answer that is neither yes nor no promises nothing.
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 20000; // for an answer that means something
const AT_ONCE = 8;         // checks at the end

export class Promises {
  kept = new Map();    // id -> token, acknowledged and not deleted
  deleted = new Map(); // id -> token, acknowledged as deleted
  counts = { created: 0, deleted: 0, checks: 0, cutOff: 0, refusedMeanwhile: 0 };
  broken = [];         // in words
  longestMs = 0;       // that anybody waited for an answer, or for its loss

  constructor(server, host, container) {
    Object.assign(this, { server, host, container });
  }

  // The answer; status 0 when there was none.
  async time(asking) {
    const start = performance.now();
    const answer = await asking().catch((error) => ({ status: 0, error }));
    this.longestMs = Math.max(this.longestMs, performance.now() - start);
    if (answer.status === 0 || answer.status >= 500)
      this.counts.cutOff++;
    return answer;
  }

  // Asks until the answer is one of these.
  async settle(statuses, asking) {
    const end = Date.now() + PATIENCE_MS;
    for (let tries = 1; ; tries++) {
      const answer = await this.time(asking);
      if (statuses.includes(answer.status))
        return { ...answer, tries };
      if (Date.now() > end)
        throw new Error(`for ${PATIENCE_MS} ms only ${answer.status} ` +
          `${answer.body ?? answer.error}`);
      await sleep(5);
    }
  }

  async create() {
    const { status, json } = await this.time(() => this.server.api('POST',
      '/tokens', { container_id: this.container }));
    if (status !== 200)
      return undefined;
    this.counts.created++;
    this.kept.set(json.id, json.token);
    return json;
  }

  // "There is no such token" after an answer was lost means that it is deleted;
  // as the first answer, that it was lost.
  async delete(id) {
    const token = this.kept.get(id);
    this.kept.delete(id);
    const { status, tries } = await this.settle([200, 404],
      () => this.server.api('DELETE', `/tokens/${id}`));
    if (status === 404 && tries === 1)
      this.broken.push(`${id} was acknowledged, and is not there to delete`);
    this.counts.deleted++;
    this.deleted.set(id, token);
  }

  visit(token) {
    return this.settle([200, 403],
      () => this.server.visit(this.host, token));
  }

  async mustRefuse(id) {
    const { status } = await this.visit(this.deleted.get(id));
    this.counts.checks++;
    if (status !== 403)
      this.broken.push(`${id} was let in after it had been deleted`);
  }

  // A gate may refuse for as long as a writer's death keeps it from knowing.
  async mustLetIn(id) {
    const end = Date.now() + PATIENCE_MS;
    this.counts.checks++;
    while ((await this.visit(this.kept.get(id))).status !== 200) {
      this.counts.refusedMeanwhile++;
      if (Date.now() > end) {
        this.broken.push(`${id} was acknowledged, and is refused`);
        return;
      }
      await sleep(5);
    }
  }

  async listed() {
    const ids = new Set();
    for (let page = 1, total = 1; ids.size < total; page++) {
      const { json } = await this.settle([200], () => this.server.api('GET',
        `/tokens?container_id=${this.container}&page=${page}&page_size=100`));
      total = json.total_count;
      if (json.tokens.length === 0)
        break;
      for (const { id } of json.tokens)
        ids.add(id);
    }
    return ids;
  }

  // All of them, when nothing is killed any more.
  async checkAll() {
    const listed = await this.listed();
    for (const id of this.kept.keys())
      if (!listed.has(id))
        this.broken.push(`${id} was acknowledged, and is not listed`);
    for (const id of this.deleted.keys())
      if (listed.has(id))
        this.broken.push(`${id} is listed after it had been deleted`);
    const checks = [...[...this.kept.keys()].map((id) => () =>
      this.mustLetIn(id)), ...[...this.deleted.keys()].map((id) => () =>
      this.mustRefuse(id))];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let check; (check = checks.pop()) !== undefined;)
        await check();
    }));
  }
}
