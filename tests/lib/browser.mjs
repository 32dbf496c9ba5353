// SPDX-License-Identifier: ISC
// A browser: requests with its cookie and headers, from somewhere.
import assert from 'node:assert/strict';
import { request } from './fcgi.mjs';

export const PASSWORD = 'a goose-walks Over 7 moors';
export const LOCAL = { REQUEST_SCHEME: 'http', SERVER_NAME: 'localhost',
	REMOTE_ADDR: '127.0.0.1', HTTP_HOST: 'localhost:8080' };
export const SECURE = { REQUEST_SCHEME: 'https',
	SERVER_NAME: 'gate.example.org', REMOTE_ADDR: '203.0.113.1',
	HTTP_HOST: 'gate.example.org' };
export const SAME = { HTTP_SEC_FETCH_SITE: 'same-origin' };

let addresses = 0;

// By https, from an address that nothing came from before.
export const elsewhere = () => ({ ...SECURE,
	REMOTE_ADDR: `198.51.100.${++addresses}` });

// "name=value" of the cookie that an answer sets.
export const cookieOf = (answer) => answer.headers['set-cookie'].split(';')[0];

// One for each suite.
export class Browser {
	constructor(suite) {
		this.suite = suite;
	}

	// A request to sign-in, or to `program`; `more` are further parameters.
	async call(method, path, body, { cookie, place = LOCAL, more = SAME,
	    type = 'application/json', program = 'sign-in' } = {}) {
		const params = [...Object.entries(place),
			...Object.entries(more)];
		const text = body === undefined || typeof body === 'string'
		    ? body : JSON.stringify(body);

		if (cookie !== undefined)
			params.push(['HTTP_COOKIE', cookie]);
		const answer = await request(this.suite.socket(program), {
			method, path, params, body: text,
			headers: text === undefined ? {}
			    : { 'Content-Type': type } });
		assert.equal(answer.headers['cache-control'], 'no-store');
		if (answer.status !== 204) {
			assert.equal(answer.headers['content-type'],
			    'application/json');
			answer.json = JSON.parse(answer.body);
		}
		return answer;
	}

	signIn(credentials, options) {
		return this.call('POST', '/session', credentials, options);
	}

	async mustSignIn(credentials, options) {
		const answer = await this.signIn(credentials, options);

		assert.equal(answer.status, 200, answer.body);
		return { ...answer, cookie: cookieOf(answer) };
	}

	// 200 while the cookie's session lasts.
	async status(cookie, options) {
		return (await this.call('GET', '/session', undefined,
		    { cookie, ...options })).status;
	}

	// What signs the Owner in from now on.
	resetOwner() {
		const lines = this.suite
		    .gatehouse('owner', 'reset-password').trim().split('\n')
		    .map((line) => line.split('='));

		assert.deepEqual(lines.map(([name]) => name),
		    ['GATEHOUSE_USERNAME', 'GATEHOUSE_PASSWORD']);
		return { username: lines[0][1], password: lines[1][1] };
	}

	// A member who can sign in.
	async addMember(username) {
		await this.suite.must('POST', '/iam/v1alpha1/users', {
			organization_id: this.suite.SCW_DEFAULT_ORGANIZATION_ID,
			member: { username, email: `${username}@example.org`,
				password: PASSWORD } });
		return { username, password: PASSWORD };
	}
}
