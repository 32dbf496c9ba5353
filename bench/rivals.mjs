// SPDX-License-Identifier: ISC
// What people would use instead, each with a list of 1 000 revoked ids, checking
// signature, algorithm, expiry, issuer or audience, and the list.  mod_auth_openidc
// has no form for one: a line of Require for each would cost it 9 ms a request, so
// it is measured without.  All are as small as they can be, and so are the servers
// before our gate: no access log, no headers for the application.
import { mkdirSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, listening, run, start } from './process.mjs';
import { apacheModules, asRoot } from './servers.mjs';
import { claimsOf } from './world.mjs';

async function up(child, port, name) {
	await listening({ host: '127.0.0.1', port }, name);
	return { port, pids: [child.pid] };
}

async function haproxy({ scratch, port, algorithm, key, aud, revoked, file, log }) {
	writeFileSync(`${scratch}/key.pem`, key);
	writeFileSync(`${scratch}/revoked`, `${revoked.join('\n')}\n`);
	writeFileSync(`${scratch}/conf`, `
global
	nbthread 1
defaults
	mode http
	timeout client 30s
	timeout server 30s
	timeout connect 5s
frontend gate
	bind 127.0.0.1:${port}
	http-request deny deny_status 403 unless { req.hdr_cnt(X-Auth-Token) eq 1 }
	http-request set-var(txn.t) req.fhdr(X-Auth-Token)
	http-request deny deny_status 403 unless { var(txn.t),jwt_header_query('$.alg') -m str ${algorithm} }
	http-request deny deny_status 403 unless { var(txn.t),jwt_verify("${algorithm}","${scratch}/key.pem") -m int 1 }
	http-request set-var(txn.exp) var(txn.t),jwt_payload_query('$.exp','int')
	http-request set-var(txn.now) date()
	http-request deny deny_status 403 if { var(txn.exp) -m found } { var(txn.exp),sub(txn.now) -m int le 0 }
	http-request deny deny_status 403 unless { var(txn.t),jwt_payload_query('$.aud') -m str ${aud} }
	http-request deny deny_status 403 if { var(txn.t),jwt_payload_query('$.jti') -m str -f ${scratch}/revoked }
	http-request return status 200 content-type text/plain file ${file}
`);
	return start('haproxy', ['-db', '-f', `${scratch}/conf`], { log });
}

// A certificate is the only form in which it takes a key; another key signs it.
function certificate(scratch, key) {
	writeFileSync(`${scratch}/public.pem`, key);
	run('openssl', ['genpkey', '-algorithm', 'RSA', '-out', `${scratch}/ca.pem`]);
	run('openssl', ['req', '-new', '-key', `${scratch}/ca.pem`, '-subj', '/CN=k',
		'-out', `${scratch}/csr`]);
	run('openssl', ['x509', '-req', '-in', `${scratch}/csr`, '-signkey',
		`${scratch}/ca.pem`, '-force_pubkey', `${scratch}/public.pem`, '-out',
		`${scratch}/cert.pem`]);
}

async function openidc({ scratch, port, kid, key, aud, world, log }) {
	certificate(scratch, key);
	writeFileSync(`${scratch}/conf`, `
ServerName localhost
ServerRoot /etc/apache2
Listen 127.0.0.1:${port}
PidFile ${scratch}/pid
DefaultRuntimeDir ${scratch}
ErrorLog ${scratch}/error.log
MaxKeepAliveRequests 0
${asRoot}
${apacheModules(['mpm_event', 'authz_core', 'authn_core', 'authz_user', 'mime',
		'auth_openidc'])}
TypesConfig /etc/mime.types
DocumentRoot ${world.folder}/www
OIDCCryptoPassphrase bench
OIDCOAuthVerifyCertFiles ${kid}#${scratch}/cert.pem
OIDCOAuthRemoteUserClaim jti
<Location />
	AuthType oauth20
	Require claim aud:${aud}
</Location>
`);
	return start('apache2', ['-D', 'FOREGROUND', '-f', `${scratch}/conf`], { log });
}

async function fastify({ scratch, port, algorithm, key, aud, revoked, world, log,
	modules }) {
	writeFileSync(`${scratch}/key.pem`, key);
	writeFileSync(`${scratch}/revoked`, revoked.join('\n'));
	return start(process.execPath, [fileURLToPath(new URL('rival-fastify.mjs',
	    import.meta.url)), scratch, String(port), algorithm, aud,
	join(world.folder, 'www/file.txt'), modules], { log });
}

async function njs({ scratch, port, algorithm, key, aud, revoked, world, log }) {
	writeFileSync(`${scratch}/gate.js`, `
var alg = ${algorithm === 'ES256'
		? '{ name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" }'
		: '{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }'};
var der = Buffer.from(${JSON.stringify(key.replace(/-----.*-----|\n/g, ''))}, 'base64');
var revoked = {};
${JSON.stringify(revoked)}.forEach(function (id) { revoked[id] = true; });
function gate(r) {
	var token = r.headersIn['X-Auth-Token'] || '', part = token.split('.');
	crypto.subtle.importKey('spki', der, alg, false, ['verify']).then(function (key) {
		return crypto.subtle.verify(alg, key, Buffer.from(part[2], 'base64url'),
			Buffer.from(part[0] + '.' + part[1]));
	}).then(function (good) {
		var head = JSON.parse(Buffer.from(part[0], 'base64url').toString());
		var claims = JSON.parse(Buffer.from(part[1], 'base64url').toString());
		r.return(good && head.alg === '${algorithm}' && claims.aud === '${aud}' &&
			!(claims.exp <= Date.now() / 1000) && !revoked[claims.jti]
			? 204 : 403);
	}).catch(function () { r.return(403); });
}
export default { gate };
`);
	writeFileSync(`${scratch}/conf`, `
load_module /usr/lib/nginx/modules/ngx_http_js_module.so;
worker_processes 1;
daemon off;
pid ${scratch}/pid;
error_log ${scratch}/error.log;
events { }
http {
	access_log off;
	${['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map((name) =>
		`${name}_temp_path ${scratch};`).join(' ')}
	keepalive_requests 1000000;
	js_import gate from ${scratch}/gate.js;
	server {
		listen 127.0.0.1:${port};
		root ${world.folder}/www;
		location / { auth_request /_gate; }
		location = /_gate { internal; js_content gate.gate; }
	}
}
`);
	return start('nginx', ['-c', `${scratch}/conf`], { log });
}

const rivals = { haproxy, openidc, fastify, njs };

export async function startRival(kind, algorithm, world, revoked, modules) {
	const scratch = join(world.folder, `${kind}-${algorithm}`);
	const [token] = world[algorithm].good;
	const port = await freePort();

	mkdirSync(scratch);
	chmodSync(scratch, 0o777);
	return up(await rivals[kind]({ scratch, port, algorithm, world, revoked,
		modules, key: world[algorithm].key, aud: claimsOf(token).aud,
		kid: JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid,
		file: join(world.folder, 'www/file.txt'),
		log: join(world.folder, 'log', `${kind}.log`) }), port, kind);
}
