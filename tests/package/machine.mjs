// SPDX-License-Identifier: ISC
// A copy of the Debian in build/package/debian that runs beside this one, with
// processes and files of its own, but our network.  It ends with this process.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync,
  readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, until } from '../lib/toy.mjs';

const WORK = join(process.env.GATEHOUSE_SOURCE ?? '.', 'build', 'package');
const DEBIAN = join(WORK, 'debian');
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root',
  DEBIAN_FRONTEND: 'noninteractive' };

// What is its process 1.
const WAYS = {
  'a chroot': (root) => ['unshare', '--mount', '--pid', '--fork', '--kill-child',
    `--root=${root}`, '--mount-proc', 'sleep', 'infinity'],
  systemd: (root) => ['systemd-nspawn', '--quiet', '--register=no',
    '--keep-unit', '--console=pipe', '-b', '-D', root],
};

export class Machine {
  // Throws when it does not run.
  static async start(way) {
    assert.ok(existsSync(DEBIAN), 'there is no build/package/debian');
    const machine = new Machine();
    machine.folder = mkdtempSync(join(WORK, 'machine-'));
    machine.root = join(machine.folder, 'root');
    execFileSync('cp', ['-a', '--reflink=auto', DEBIAN, machine.root]);
    copyFileSync(join(WORK, 'gatehouse.deb'),
      join(machine.root, 'gatehouse.deb'));
    try {
      await machine.#start(way);
    } catch (error) {
      await machine.stop();
      throw error;
    }
    return machine;
  }

  async #start(way) {
    const [command, ...args] = WAYS[way](this.root);
    this.child = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const output of [this.child.stdout, this.child.stderr])
      output.on('data', (data) => { said = (said + data).slice(-2000); });
    this.exited = new Promise((done) => this.child.on('exit', done));
    await until(() => this.child.exitCode !== null ||
      (this.pid = childrenOf(this.child.pid).find(isFirst)), `process 1: ${said}`);
    assert.ok(this.pid, `${way} does not start: ${said}`);
    await until(() => this.run('true').status === 0, `a shell: ${said}`, 60);
    if (way === 'systemd')
      await until(() => /running|degraded/.test(
        this.run('systemctl is-system-running').stdout), `the end of its boot: ${said}`, 60);
  }

  // The words that run others in there.
  enter(...words) {
    return ['nsenter', '--target', String(this.pid), '--mount', '--uts', '--ipc',
      '--pid', '--root', '--wd', '--', ...words];
  }

  // What a shell in there does: { status, stdout, stderr }.
  run(script) {
    const [command, ...args] = this.enter('sh', '-euc', script);
    return spawnSync(command, args, { encoding: 'utf8', env: ENVIRONMENT });
  }

  // The same for what must succeed: its output.
  must(script) {
    const { status, stdout, stderr } = this.run(script);
    assert.equal(status, 0, `${script}: ${stdout}${stderr}`);
    return stdout.trim();
  }

  // The same, without waiting for it here: resolves to the status.
  begin(script) {
    const [command, ...args] = this.enter('sh', '-euc', script);
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'],
      env: ENVIRONMENT });
    return new Promise((done) => child.on('exit', done));
  }

  // Starts what is to run on.
  spawn(...words) {
    const [command, ...args] = this.enter(...words);
    spawn(command, args, { stdio: 'ignore', env: ENVIRONMENT }).unref();
  }

  // The processes in there of that name, as they are known out here, the oldest
  // first.
  processes(name) {
    const space = (pid) => readlinkSync(`/proc/${pid}/ns/pid`);
    const isIt = (pid) => {
      try {
        return space(pid) === space(this.pid) &&
          readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name;
      } catch {
        return false; // it has ended meanwhile
      }
    };
    return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
      .map(Number).filter(isIt).sort((a, b) => a - b);
  }

  // A path in there, as it is to be named out here.
  path(name) {
    return join(`/proc/${this.pid}/root`, name);
  }

  async stop() {
    if (this.pid !== undefined)
      process.kill(this.pid, 'SIGKILL');
    this.child?.kill('SIGKILL');
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// Whether it is process 1 of its own.
function isFirst(pid) {
  return /^NSpid:.*\s1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
