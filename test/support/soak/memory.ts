import { spawnSync } from 'node:child_process';
import { SECOND_MS } from '../../../src/lib/clock.js';

const SAMPLE_EVERY_MS = 5 * SECOND_MS;

/** What one process took of the machine's memory while it lived. */
export interface Life {
  readonly name: string;
  readonly pid: number;
  /** Resident set in MiB, one every five seconds. */
  readonly samples: number[];
}

export interface MemoryWatch {
  /** Begins with a process that has just started. */
  born(name: string, pid: number): void;
  died(pid: number): void;
  readonly lives: readonly Life[];
  stop(): void;
}

/** Samples the resident sets of processes, as `ps` tells them. */
export function watchMemory(): MemoryWatch {
  const lives: Life[] = [];
  const living = new Map<number, Life>();
  const sample = (): void => {
    if (living.size === 0) return;
    const { stdout } = spawnSync('ps', ['-o', 'pid=,rss=', '-p', [...living.keys()].join(',')], {
      encoding: 'utf8',
    });
    for (const line of stdout.split('\n')) {
      const [pid = 0, kib = 0] = line.trim().split(/\s+/).map(Number);
      living.get(pid)?.samples.push(Math.round(kib / 1024));
    }
  };
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  return {
    lives,
    born: (name, pid) => {
      const life: Life = { name, pid, samples: [] };
      lives.push(life);
      living.set(pid, life);
    },
    died: (pid) => void living.delete(pid),
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** The mean of the samples between two ages in seconds; null: it did not live so long. */
export function meanBetween({ samples }: Life, fromSeconds: number, toSeconds: number): number | null {
  const index = (seconds: number): number => Math.round((seconds * SECOND_MS) / SAMPLE_EVERY_MS);
  const taken = samples.slice(index(fromSeconds), index(toSeconds));
  if (samples.length < index(toSeconds) || taken.length === 0) return null;
  return Math.round(taken.reduce((sum, mib) => sum + mib, 0) / taken.length);
}

export function secondsOf({ samples }: Life): number {
  return (samples.length * SAMPLE_EVERY_MS) / SECOND_MS;
}
