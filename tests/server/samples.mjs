// SPDX-License-Identifier: ISC
// An application behind the gate in the words of each web server, as the
// comments of our samples show them.  `at` is { host, path, id }: without a path
// the container is the host's.  `application` is one of { http: PORT },
// { fastcgi: SOCKET }, { files: FOLDER }.

function escape(text) {
  return text.replaceAll('.', '\\.');
}

function lighttpd({ host, path, id }, { http, fastcgi, files }) {
  const application = http ?
    `proxy.server = ( "" => ( ( "host" => "127.0.0.1", "port" => ${http} ) ) )
    proxy.header = ( "upgrade" => "enable" )` :
    fastcgi ? 'fastcgi.server += ( "" => ( "app" => ( ' +
      `"socket" => "${fastcgi}", "check-local" => "disable" ) ) )` :
      `server.document-root = "${files}"\nindex-file.names = ("index.html")`;
  const gated = `include var.share + "/etc/lighttpd/gate.conf"\n` + (id ?
    `setenv.set-environment = ( "GATEHOUSE_CONTAINER" => "${id}" )\n` : '') +
    application;
  return `$HTTP["host"] =~ "^${escape(host)}\\.?(:[0-9]+)?$" {\n` + (path ?
    `$HTTP["url"] =~ "^${path}(/|$)" {\n${gated}\n}` : gated) + '\n}\n';
}

function nginx({ host, path, id, port }, { http, fastcgi, files }) {
  const application = http ?
    `include gatehouse/proxy.conf;\nproxy_pass http://127.0.0.1:${http};` :
    fastcgi ?
      `include gatehouse/fastcgi.conf;\nfastcgi_pass unix:${fastcgi};` :
      `root ${files};\nindex index.html;`;
  return `server {\nlisten 127.0.0.1:${port};\nserver_name ${host};\n` +
    'include gatehouse/server.conf;\n' +
    `location ${path ? `~ ^${path}(/|$)` : '/'} {\n` +
    'include gatehouse/gate.conf;\n' +
    (id ? `set $gatehouse_container ${id};\n` : '') + `${application}\n}\n}\n`;
}

function apache({ host, path, id, port }, { http, fastcgi, files }) {
  const application = http ?
    `ProxyPass "http://127.0.0.1:${http}${path ?? '/'}" upgrade=websocket` :
    fastcgi ? `SetHandler "proxy:unix:${fastcgi}|fcgi://app/"` : '';
  return `<VirtualHost 127.0.0.1:${port}>\nServerName ${host}\n` +
    (files ? `DocumentRoot "${files}"\n` : '') +
    `<Location "${path ?? '/'}">\n` +
    `Use Gatehouse ${id ?? host}\n${application}\n</Location>\n</VirtualHost>\n`;
}

export const SAMPLES = { lighttpd, nginx, apache };
