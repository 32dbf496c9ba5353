// SPDX-License-Identifier: ISC
// Calls of the IAM API over a Suite, and records to try them on.
import assert from 'node:assert/strict';

export const TIME = /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/;
export const PASSWORD = 'three bright lanterns';

export class Iam {
	#count = 0;

	constructor(suite) {
		this.suite = suite;
		this.organization = suite.SCW_DEFAULT_ORGANIZATION_ID;
	}

	// A call and its answer, whatever it is.
	ask(method, path, body, options) {
		return this.suite.call(method, `/iam/v1alpha1/${path}`, body,
		    options);
	}

	projects(method, path = '', body, options) {
		return this.suite.call(method, `/account/v3/projects${path}`,
		    body, options);
	}

	// What must succeed: the answer's object.
	async must(method, path, body, options) {
		const { status, json } = await this.ask(method, path, body,
		    options);

		assert.equal(status, method === 'DELETE' ? 204 : 200,
		    JSON.stringify(json));
		return json;
	}

	application(body = {}) {
		return this.must('POST', 'applications',
		    { name: `app ${++this.#count}`, ...body });
	}

	group(body = {}) {
		return this.must('POST', 'groups',
		    { name: `group ${++this.#count}`, ...body });
	}

	member(values = {}, body = {}) {
		return this.must('POST', 'users', { ...body, member: {
			username: `user${++this.#count}`,
			email: 'a@example.org', ...values } });
	}

	key(body, options) {
		return this.must('POST', 'api-keys', body, options);
	}

	async owner() {
		return (await this.must('GET', 'users?type=owner')).users[0];
	}

	// The status of a call with that secret.
	async tries(secret) {
		return (await this.ask('GET', 'users', undefined,
		    { key: secret })).status;
	}
}
