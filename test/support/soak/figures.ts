import { COLLECTIONS } from '../../../src/events/collections.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import type { Load } from './load.js';
import { meanBetween, secondsOf, type Life } from './memory.js';
import type { Readers } from './readers.js';
import type { SoakStage } from './stage.js';

/** Writes what was done and seen, for whoever reads the output. */
export async function tellFigures(stage: SoakStage, load: Load, readers: Readers): Promise<void> {
  const { db, ledger, receiver, double, subscribers, crew } = stage;
  const said = [...ledger.said.values()];
  const count = (name: string, filter = {}): Promise<number> => db.collection(name).countDocuments(filter);
  const sweeps = await db.collection<SweepRow>(COLLECTIONS.sweeps).find().toArray();
  const deleted = sweeps.flatMap(({ phases }) => phases).reduce((sum, phase) => sum + phase.deleted, 0);
  const lines = [
    `leaps of the clock          ${stage.leaper.count()}`,
    `messages taken              ${said.length}, of which ${said.filter(({ expiresAt }) => expiresAt !== null).length} with an end`,
    `messages stored at the end  ${await count(COLLECTIONS.messages)}`,
    `hooks and sends tried again ${tell(load.refusals)}`,
    `requests at endpoints       ${receiver.received.length}, of which ${new Set(receiver.received.map(({ id }) => id)).size} different`,
    `events at subscribers       ${subscribers.map(({ heard, counts }) => `${heard.size} (resumed ${counts.resumed} times, ${counts.repeated} came again)`).join('; ')}`,
    `answers to readers          ${readers.counts.answers} with ${readers.counts.texts} texts; ${readers.counts.away} times nobody was there`,
    `sends                       ${load.sends.taken.size}, replayed ${load.sends.replays}; at the provider ${double.accepted.counts.accepted}; ` +
      `outcome unknown ${await count(COLLECTIONS.sendLog, { failure: 'OUTCOME_UNKNOWN' })}, told as delivered ${await count(COLLECTIONS.sendLog, { status: 'DELIVERED' })}`,
    `cleanups                    ${sweeps.length}, which deleted ${deleted} records`,
    `errors that were logged     ${tell(crew.errors())}`,
    ...crew.memory.lives.filter((life) => secondsOf(life) >= 30).map(tellLife),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function tell(counts: ReadonlyMap<string, number>): string {
  return counts.size === 0 ? 'none' : [...counts].map(([what, count]) => `${what}: ${count}`).join(', ');
}

function tellLife(life: Life): string {
  const seconds = secondsOf(life);
  const means: number[] = [];
  for (let from = 0; from < seconds; from += 60)
    means.push(meanBetween(life, from, Math.min(seconds, from + 60)) ?? 0);
  const most = Math.max(0, ...life.samples);
  return `${life.name} lived ${seconds} s, MiB by minute: ${means.join(' ')}; at most ${most}`;
}

/** How far (ms) around its loss the steps of who did not hear it are told. */
const AROUND_MS = 4_000;

/** What each subscriber met around the moment at which another one heard what it did not. */
export function tellLost({ subscribers, leaper, startMs }: SoakStage, lost: readonly string[]): string {
  const lines: string[] = [`leaps of the clock ${leaper.count()}`];
  for (const text of lost) {
    const times = subscribers.flatMap(({ trail }) =>
      trail.flatMap((step) => (step.kind === 'HEARD' && step.text === text ? step.at : [])),
    );
    const [at = 0] = times;
    lines.push(`${text} was heard by ${times.length} at ${at - startMs} ms`);
    for (const [index, { trail }] of subscribers.entries())
      for (const step of trail)
        if (Math.abs(step.at - at) < AROUND_MS || (step.kind !== 'HEARD' && step.at > at))
          lines.push(
            `  subscriber ${index} ${step.at - startMs} ${JSON.stringify({ ...step, at: undefined })}`,
          );
  }
  return `${lines.join('\n')}\n`;
}
