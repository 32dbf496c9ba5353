// SPDX-License-Identifier: ISC
// What the tables of routes in the programs have.
import { execFileSync } from 'node:child_process';

const SOURCE = process.env.GATEHOUSE_SOURCE ?? '.';

// Each row as "METHOD /path", with * for what differs.  A row without a handler
// is another program's.
export function readRoutes() {
  const text = execFileSync('sh', ['-ec',
    'cat cgi-bin/*.c | cc -E -P -I lib -I cgi-bin -'],
  { cwd: SOURCE, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return [...text.replaceAll(/"\s*"/g, '').matchAll(
    /\{\s*"([A-Z]+)",\s*"(\/[^"]*)",\s*\w+\s*\}/g)]
    .map(([, method, path]) => `${method} ${path}`);
}
