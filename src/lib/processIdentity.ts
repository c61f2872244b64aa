import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told from a later one that got the same number. `started` is null where the system does not tell. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string | null;
}

/** What is known about a running process. Synchronous, so that nothing can happen between a start and its note. */
export function identify(pid: number): ProcessIdentity {
  return { pid, started: startTime(pid) };
}

/** `same`: it lives; `gone`: it ended, or its number went to another process; `unsure`: something has the number. */
export type Liveness = 'same' | 'gone' | 'unsure';

export function livenessOf(identity: ProcessIdentity): Liveness {
  if (!hasProcess(identity.pid)) return 'gone';
  const started = startTime(identity.pid);
  if (started === 'ended') return 'gone';
  if (started === null || identity.started === null) return 'unsure';
  return started === identity.started ? 'same' : 'gone';
}

/** Reads an identity out of parsed JSON; null when it is none. */
export function parseIdentity(value: unknown): ProcessIdentity | null {
  const { pid, started } = (value ?? {}) as Record<string, unknown>;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return null;
  return { pid, started: typeof started === 'string' ? started : null };
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startTime(pid: number): string | null {
  if (process.platform === 'linux') return linuxStartTime(pid);
  const [command, args] =
    process.platform === 'win32'
      ? ['powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`]]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]];
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 10_000,
    windowsHide: true,
  });
  const answer = status === 0 ? stdout.trim() : '';
  return answer === '' ? null : answer;
}

/** Ticks since boot, with the boot's id: ticks alone would repeat after a reboot. */
function linuxStartTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in brackets, may hold spaces and brackets itself: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, though its number is still taken.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[19] === undefined ? null : `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}

/**
 * Where the numbers of processes mean the same: this machine since it was started and, on Linux, this container. Two
 * places that are told apart by nothing else than their name are taken for one.
 */
export function processPlace(): string {
  if (process.platform !== 'linux') return hostname();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()}/${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
