// SPDX-License-Identifier: ISC
// node rival-fastify.mjs FOLDER PORT ALGORITHM AUDIENCE FILE MODULES
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, port, algorithm, audience, file, modules] = process.argv.slice(2);
const from = createRequire(`${modules}/`);
const load = async (name) => import(pathToFileURL(from.resolve(name)));
const { default: fastify } = await load('fastify');
const { importSPKI, jwtVerify } = await load('jose');
const key = await importSPKI(readFileSync(`${folder}/key.pem`, 'utf8'), algorithm);
const revoked = new Set(readFileSync(`${folder}/revoked`, 'utf8').split('\n'));
const body = readFileSync(file, 'utf8');
const app = fastify();

app.addHook('onRequest', async (request, reply) => {
	try {
		const { payload } = await jwtVerify(request.headers['x-auth-token'],
		    key, { algorithms: [algorithm], audience });

		if (!revoked.has(payload.jti))
			return;
	} catch {
		// Refused below.
	}
	return reply.code(403).send();
});
app.get('/file.txt', (request, reply) => reply.type('text/plain').send(body));
await app.listen({ port: Number(port), host: '127.0.0.1' });
