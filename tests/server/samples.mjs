// SPDX-License-Identifier: ISC
// A host with applications behind the gate in the words of each web server, as
// the comments of our samples show them.  A place is { path, id, application }:
// without a path the container is the host's.  `application` is one of
// { http: PORT }, { fastcgi: SOCKET }, { files: FOLDER }.  `at` is where it is
// served: { port }, with TLS also { certificate, key }.

function escape(text) {
  return text.replaceAll('.', '\\.');
}

// The port counts for nothing: TLS is a line for the whole server.
function lighttpd(host, places) {
  const block = ({ path, id, application: { http, fastcgi, files } }) => {
    const application = http ?
      `proxy.server = ( "" => ( ( "host" => "127.0.0.1", "port" => ${http} ) ) )
      proxy.header = ( "upgrade" => "enable" )` :
      fastcgi ? 'fastcgi.server += ( "" => ( "app" => ( ' +
        `"socket" => "${fastcgi}", "check-local" => "disable" ) ) )` :
        `server.document-root = "${files}"\nindex-file.names = ("index.html")`;
    const gated = `include var.share + "/etc/lighttpd/gate.conf"\n` + (id ?
      `setenv.set-environment = ( "GATEHOUSE_CONTAINER" => "${id}" )\n` : '') +
      application;
    return path ? `$HTTP["url"] =~ "^${path}(/|$)" {\n${gated}\n}\n` : gated;
  };
  return `$HTTP["host"] =~ "^${escape(host)}\\.?(:[0-9]+)?$" {\n` +
    `${places.map(block).join('')}\n}\n`;
}

const lighttpdTls = ({ port, certificate, key }) =>
  `var.tls_address = "127.0.0.1:${port}"\nvar.tls_certificate = "${certificate}"\n` +
  `var.tls_key = "${key}"\ninclude var.share + "/etc/lighttpd/tls.conf"\n`;

function nginxServer(host, { port, certificate, key }, body) {
  return `server {\nlisten 127.0.0.1:${port}${certificate ? ' ssl http2' : ''};\n` +
    `server_name ${host};\n` + (certificate ? `ssl_certificate ${certificate};\n` +
    `ssl_certificate_key ${key};\ninclude gatehouse/tls.conf;\n` : '') + `${body}}\n`;
}

function nginx(host, places, at) {
  const block = ({ path, id, application: { http, fastcgi, files } }) => {
    const application = http ?
      `include gatehouse/proxy.conf;\nproxy_pass http://127.0.0.1:${http};` :
      fastcgi ?
        `include gatehouse/fastcgi.conf;\nfastcgi_pass unix:${fastcgi};` :
        `root ${files};\nindex index.html;`;
    return `location ${path ? `~ ^${path}(/|$)` : '/'} {\n` +
      'include gatehouse/gate.conf;\n' +
      (id ? `set $gatehouse_container ${id};\n` : '') + `${application}\n}\n`;
  };
  return nginxServer(host, at,
    `include gatehouse/server.conf;\n${places.map(block).join('')}`);
}

const nginxTls = (at) => nginxServer('localhost', at, 'include gatehouse/api.conf;\n');

function apacheHost(host, { port, certificate, key }, body) {
  return `<VirtualHost 127.0.0.1:${port}>\nServerName ${host}\n` + (certificate ?
    `SSLCertificateFile "${certificate}"\nSSLCertificateKeyFile "${key}"\n` +
    'Include "${GATEHOUSE_SHARE}/etc/apache/tls.conf"\n' : '') + `${body}</VirtualHost>\n`;
}

function apache(host, places, at) {
  const block = ({ path, id, application: { http, fastcgi, files } }) =>
    (files ? `DocumentRoot "${files}"\n` : '') +
    `<Location "${path ?? '/'}">\nUse Gatehouse ${id ?? host}\n` + (http ?
      `ProxyPass "http://127.0.0.1:${http}${path ?? '/'}" upgrade=websocket\n` :
      fastcgi ? `SetHandler "proxy:unix:${fastcgi}|fcgi://app/"\n` : '') +
    '</Location>\n';
  return apacheHost(host, at, places.map(block).join(''));
}

const apacheTls = (at) => `Listen 127.0.0.1:${at.port}\n` +
  'Include "${GATEHOUSE_SHARE}/etc/apache/modules-tls.conf"\n' + apacheHost('localhost', at,
  'Include "${GATEHOUSE_SHARE}/etc/apache/api.conf"\n');

function caddySite(host, { port, certificate, key }, body) {
  const at = (name) => `${certificate ? 'https' : 'http'}://${name}:${port}`;
  // A final dot is part of the name, for which there is no certificate.
  const names = certificate ? at(host) : `${at(host)}, ${at(`${host}.`)}`;
  return `${names} {\nbind 127.0.0.1\n` +
    `${certificate ? `tls ${certificate} ${key}\n` : ''}${body}}\n`;
}

function caddy(host, places, at) {
  const block = ({ path, id, application: { http, fastcgi, files } }) => {
    const application = http ? `reverse_proxy 127.0.0.1:${http}` :
      fastcgi ? `import gatehouse_fastcgi unix/${fastcgi}` :
        `root * ${files}\nfile_server`;
    const gated = `route {\nimport gatehouse_gate ${id ?? host}\n${application}\n}\n`;
    const name = `@at${path?.replace('/', '_')}`;
    return path ? `${name} path_regexp ^${path}(/|$)\nhandle ${name} {\n${gated}}\n` :
      gated;
  };
  const rest = places[0].path ? 'handle {\nerror 404\n}\n' : '';
  return caddySite(host, at,
    `${places.map(block).join('')}${rest}import gatehouse_site\n`);
}

const caddyTls = (at) => caddySite('localhost', at, 'import gatehouse_api\n');

// By the kinds of fixture.mjs: a host, and what TLS needs besides.  Behind HAProxy,
// which does TLS itself, is lighttpd.
const LIGHTTPD = { host: lighttpd, tls: lighttpdTls };
const APACHE = { host: apache, tls: apacheTls };
export const SAMPLES = { lighttpd: LIGHTTPD, 'lighttpd-spawned': LIGHTTPD,
  'lighttpd-cgi': LIGHTTPD, nginx: { host: nginx, tls: nginxTls }, apache: APACHE,
  'apache-fcgid': APACHE, 'apache-cgi': APACHE, caddy: { host: caddy, tls: caddyTls },
  haproxy: { host: lighttpd,
    tls: () => 'include var.share + "/etc/lighttpd/behind-proxy.conf"\n' } };
