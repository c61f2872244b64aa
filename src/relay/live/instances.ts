import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Doc } from '../../events/documents.js';
import { errorName } from '../../lib/errors.js';
import { SECOND_MS } from '../../lib/clock.js';

const BEAT_MS = 30 * SECOND_MS;
/** Three beats missed: it is gone. */
const GONE_AFTER_MS = 3 * BEAT_MS;

/** A process that serves. Of the installation, and no account's. */
interface InstanceDoc extends Doc {
  readonly account: string;
  readonly expiresAt: Date;
}
const INSTALLATION = 'installation';

/**
 * Lets other processes know of this one, and warns where there are others that do not hear of its live events. Gives
 * what ends it.
 */
export async function announceInstance(core: Core, hasBus: boolean): Promise<() => Promise<void>> {
  const { documents, clock, log, origin } = core;
  const own = { _id: origin, account: INSTALLATION };
  const beat = async (): Promise<void> => {
    const expiresAt = new Date(clock().getTime() + GONE_AFTER_MS);
    await documents.update(COLLECTIONS.instances, [{ filter: own, set: { expiresAt }, upsert: true }]);
  };
  await beat();
  const others = await documents.find<InstanceDoc>(COLLECTIONS.instances, {
    account: INSTALLATION,
    _id: { $ne: origin },
    expiresAt: { $gt: clock() },
  });
  if (others.length > 0 && !hasBus)
    log.warn(
      { others: others.length },
      'Other processes serve this database, and REDIS_URL is not set: subscribers of one do not hear the live events ' +
        'of RELAY_ONLY numbers that arrive at another.',
    );
  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      log.warn({ reason: errorName(error) }, 'Other processes could not be told of this one.');
    });
  }, BEAT_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await documents.deleteMany(COLLECTIONS.instances, own);
  };
}
