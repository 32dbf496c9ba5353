// SPDX-License-Identifier: ISC
// The web servers: each serves one file of 1 KB, with a gate before it or none.
// Nobody writes an access log, and connections are kept.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, listening, start } from './process.mjs';

export const asRoot = process.getuid() === 0
	? 'User www-data\nGroup www-data' : '';

export function apacheModules(names) {
	return names.map((name) => `LoadModule ${name}_module \
/usr/lib/apache2/modules/mod_${name}.so`).join('\n');
}

const configurations = {
	lighttpd: ({ source, folder, port, gate }) => `
var.share = "${source}"
var.state = "${gate?.folder}"
server.port = ${port}
server.bind = "127.0.0.1"
server.modules = ( "mod_setenv", "mod_fastcgi" )
server.document-root = "${folder}/www"
server.max-keep-alive-requests = 1000000
server.errorlog = "${folder}/log/lighttpd.log"
mimetype.assign = ( ".txt" => "text/plain" )
${gate ? `include var.share + "/etc/lighttpd/programs-sockets.conf"
include var.share + "/etc/lighttpd/gate.conf"` : ''}
`,
	nginx: ({ folder, port, gate, scratch }) => `
worker_processes 1;
daemon off;
pid ${scratch}/pid;
error_log ${folder}/log/nginx.log;
events { }
http {
	access_log off;
	client_body_temp_path ${scratch};
	fastcgi_temp_path ${scratch};
	proxy_temp_path ${scratch};
	scgi_temp_path ${scratch};
	uwsgi_temp_path ${scratch};
	keepalive_requests 1000000;
	server {
		listen 127.0.0.1:${port};
		root ${folder}/www;
		location / {
			${gate ? 'auth_request /_gate;' : ''}
		}
		location = /_gate {
			internal;
			include /etc/nginx/fastcgi_params;
			fastcgi_param GATEHOUSE_CONTAINER host;
			fastcgi_pass_request_body off;
			fastcgi_pass unix:${gate?.folder}/run/token-gate.sock;
		}
	}
}
`,
	apache: ({ folder, port, gate, scratch }) => `
ServerName localhost
ServerRoot /etc/apache2
Listen 127.0.0.1:${port}
PidFile ${scratch}/pid
DefaultRuntimeDir ${scratch}
ErrorLog ${folder}/log/apache.log
MaxKeepAliveRequests 0
${asRoot}
${apacheModules(['mpm_event', 'authz_core', 'authn_core', 'authz_user', 'setenvif',
		'mime', 'authnz_fcgi'])}
TypesConfig /etc/mime.types
DocumentRoot ${folder}/www
${gate ? `AuthnzFcgiDefineProvider authnz Gate fcgi://127.0.0.1:${gate.port}/
<Location />
	SetEnvIf Request_URI "^" GATEHOUSE_CONTAINER=host
	AuthType None
	AuthnzFcgiCheckAuthnProvider Gate UserExpr "nobody"
	Require valid-user
</Location>` : '<Location />\n\tRequire all granted\n</Location>'}
`,
};

const commands = {
	lighttpd: (conf) => ['lighttpd', '-D', '-f', conf],
	nginx: (conf) => ['nginx', '-c', conf],
	apache: (conf) => ['apache2', '-D', 'FOREGROUND', '-f', conf],
};

// `gate` has the folder and the port where it listens; none: undefined.
export async function serve(kind, name, world, source, gate) {
	const { folder } = world;
	const scratch = join(folder, name);
	const conf = `${scratch}.conf`;
	const port = await freePort();

	mkdirSync(scratch);
	chmodSync(scratch, 0o777);
	writeFileSync(conf, configurations[kind](
		{ source, folder, port, gate, scratch }));
	const [command, ...args] = commands[kind](conf);
	const child = start(command, args,
	    { log: join(folder, 'log', `${name}.log`) });

	await listening({ host: '127.0.0.1', port }, name);
	return { port, pids: [child.pid] };
}
