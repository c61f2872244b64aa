import { MINUTE_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import { createMutex } from '../lib/mutex.js';
import type { TelephonyClient } from '../channels/telephony/client.js';
import type { WhatsappMedia } from '../channels/whatsapp/media.js';
import type { Core } from '../events/core.js';
import type { Commit } from '../events/eventStore.js';
import type { Directory } from '../projections/directory.js';
import { soleFleet, type Fleet } from '../instances/fleet.js';
import { isMediaType, type MediaRow } from '../projections/mediaRow.js';
import { RECORDING_STREAM } from '../projections/recordings.js';
import { copyFile } from './copyFile.js';
import { copyRecording } from './copyRecording.js';
import { createCopyQueue, RENEW_MS, TRY_MS } from './copyQueue.js';

/** Fetches the files of stored messages, and recordings, from their providers, in the background. */
export interface MediaCopier {
  /** From now on a new message's file is fetched at once, and one that failed when it is due again. */
  start(): void;
  /** Fetches everything that is due at this moment; resolves when nothing of it is left. */
  runDue(): Promise<void>;
  /** Gives back what is being fetched, and waits for that. */
  stop(): Promise<void>;
}

/** At a time: of all numbers, and of one, so that one whose files do not come leaves room for the others. */
const AT_A_TIME = 8;
const OF_ONE_NUMBER = 3;
/** Other workers' messages are theirs to fetch; what they left is looked for so often. */
const LOOK_AGAIN_MS = MINUTE_MS;

export function createMediaCopier(deps: {
  readonly core: Core;
  readonly directory: Directory;
  readonly provider: WhatsappMedia;
  readonly telephony: TelephonyClient;
  /** Default: there is no other process. */
  readonly fleet?: Fleet;
}): MediaCopier {
  const { core } = deps;
  const { fleet = soleFleet(core.origin) } = deps;
  const queue = createCopyQueue(core);
  const alone = createMutex();
  const stopping = new AbortController();
  const running = new Map<Promise<void>, string>();
  let timer: NodeJS.Timeout | null = null;
  let stopHearing = (): void => undefined;
  let isStarted = false;

  const copy = async (row: MediaRow): Promise<void> => {
    const claimed = await queue.claim(row);
    if (!claimed) return;
    const lost = new AbortController();
    const renewing = setInterval(() => {
      queue.renew(claimed).then(
        (isOurs) => isOurs || lost.abort(),
        () => undefined,
      );
    }, RENEW_MS);
    renewing.unref();
    const signal = AbortSignal.any([stopping.signal, lost.signal, AbortSignal.timeout(TRY_MS)]);
    const fetching = row.isRecording ? copyRecording(deps, claimed, signal) : copyFile(deps, claimed, signal);
    const copied = await fetching.finally(() => clearInterval(renewing));
    if (stopping.signal.aborted && copied.kind === 'LATER') await queue.release(claimed);
    else await queue.settle(claimed, copied);
    if (copied.kind === 'FAILED' || copied.kind === 'LATER') {
      const { account, number, message, attempts } = claimed;
      const fields = { account, number, message, attempts, reason: copied.reason };
      core.log.warn(
        fields,
        copied.kind === 'FAILED' ? 'A file could not be kept.' : 'A file is tried again later.',
      );
    }
  };

  const begin = (row: MediaRow): void => {
    const work = copy(row)
      .catch((error: unknown) => {
        // Its claim runs out, and somebody tries it again.
        core.log.error({ message: row.message, reason: errorName(error) }, 'A file was left unfinished.');
      })
      .finally(() => {
        running.delete(work);
        if (isStarted) wake();
      });
    running.set(work, row.number);
  };

  /** Begins what there is room for; false when nothing more is due. */
  const fill = (): Promise<boolean> =>
    alone(async () => {
      if (stopping.signal.aborted) return false;
      const room = AT_A_TIME - running.size;
      if (room <= 0) return true;
      const counts = countsOf(running.values());
      const busy = [...counts].flatMap(([number, count]) => (count >= OF_ONE_NUMBER ? number : []));
      const rows = await queue.due(room, busy);
      for (const row of rows) {
        const count = counts.get(row.number) ?? 0;
        if (count >= OF_ONE_NUMBER) continue;
        counts.set(row.number, count + 1);
        begin(row);
      }
      return rows.length > 0;
    });

  const setTimer = async (): Promise<void> => {
    const nextAt = await queue.nextAt();
    if (!isStarted) return;
    const ms = nextAt ? nextAt.getTime() - core.clock().getTime() : LOOK_AGAIN_MS;
    if (timer) clearTimeout(timer);
    // Those that are due but have no room are begun by whoever ends next.
    timer = setTimeout(wake, Math.min(Math.max(ms, 1_000), LOOK_AGAIN_MS));
    timer.unref();
  };

  const wake = (): void => {
    fill()
      .then(setTimer)
      .catch((error: unknown) => {
        core.log.error({ reason: errorName(error) }, 'The files that are due could not be looked up.');
      });
  };

  const stopListening = core.store.onAppended((commits) => {
    if (!commits.some(hasFile)) return;
    if (isStarted) wake();
    else fleet.wake('media');
  });

  return {
    start: () => {
      isStarted = true;
      stopHearing = fleet.onWake('media', wake);
      wake();
    },
    runDue: async () => {
      // Without anything running a race would never end.
      while ((await fill()) || running.size > 0) if (running.size > 0) await Promise.race(running.keys());
    },
    stop: async () => {
      isStarted = false;
      stopListening();
      stopHearing();
      if (timer) clearTimeout(timer);
      stopping.abort();
      await Promise.all(running.keys());
    },
  };
}

function countsOf(numbers: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

function hasFile({ stream, events }: Commit): boolean {
  if (stream.startsWith(RECORDING_STREAM)) return true;
  if (!stream.startsWith('message:')) return false;
  return events.some(
    ({ payload, data }) => payload !== undefined && isMediaType(String((data as { type?: unknown }).type)),
  );
}
