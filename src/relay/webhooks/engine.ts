import { MINUTE_MS, SECOND_MS } from '../../lib/clock.js';
import { errorName } from '../../lib/errors.js';
import { within } from '../../lib/within.js';
import { SYSTEM } from '../../domain/events.js';
import { webhookDecider, webhookStream } from '../../domain/webhook/webhook.js';
import { deleteWebhook } from '../../domain/webhook/webhookCommands.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { handle } from '../../events/handle.js';
import { watchNothing, type RowListener, type WatchRows } from '../../events/rowFeed.js';
import { soleFleet, type Fleet } from '../../instances/fleet.js';
import type { MediaLinks } from '../../media/mediaLinks.js';
import type { Directory } from '../../projections/directory.js';
import { RECEIPTS_STREAM } from '../../domain/receipt/receipt.js';
import { SEND_STREAM } from '../../projections/sendLog.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';
import { createDeliveryNews } from './deliveryNews.js';
import { createDispatcher } from './dispatcher.js';
import { createFirstTries } from './firstTries.js';
import { createHealth, type DisabledNotice } from './health.js';
import { createOpenDelivery } from './openDelivery.js';
import { createRelayOutbox, type RelayOutbox } from './relayOutbox.js';
import { rowsForReceipt } from './relayReceipts.js';
import { rowsForSend } from './relaySends.js';
import type { Sender } from './sender.js';
import { createSettler } from './settle.js';
import type { WebhookTargets } from './targets.js';
import { createWorker, type Opened } from './worker.js';

/** Tells endpoints of what is stored, as long as it takes. */
export interface DeliveryEngine {
  readonly outbox: RelayOutbox;
  /** What a delivery posts, as things stand; for whoever shows it, and before it is sent again. */
  open(row: DeliveryRow): Promise<Opened>;
  /** Begins to work: in the background, woken by what happens. */
  start(): void;
  /** Dispatches and sends all that is due, and comes back when nothing is under way. */
  pass(): Promise<void>;
  /** Tells of each delivery that has changed, whichever process has worked on it. */
  follow(listener: RowListener<DeliveryRow>): () => void;
  /** Tells those who follow of a delivery that was made without the engine. */
  tellChanged(row: DeliveryRow): void;
  stop(): Promise<void>;
}

/** For what nobody tells us of: another process died, or a retry fell due. A look at one small index. */
const LOOK_EVERY_MS = 5 * SECOND_MS;
/** How long deliveries that are cut off may take to be given back. */
const STOP_WITHIN_MS = 1.5 * SECOND_MS;

export function createDeliveryEngine(deps: {
  readonly core: Core;
  readonly directory: Directory;
  readonly links: MediaLinks;
  readonly targets: WebhookTargets;
  readonly sender: Sender;
  readonly notify: (notice: DisabledNotice) => Promise<void>;
  readonly random?: () => number;
  /** Default: there is no other process. */
  readonly fleet?: Fleet;
  /** Of deliveries; default: there is no other process. */
  readonly watchRows?: WatchRows<DeliveryRow>;
}): DeliveryEngine {
  const { core, directory, links, targets, sender, watchRows = watchNothing } = deps;
  const fleet = deps.fleet ?? soleFleet(core.origin);
  const news = createDeliveryNews(watchRows);
  const open = createOpenDelivery(core, directory, links);
  let isStarted = false;
  let timer: NodeJS.Timeout | null = null;
  let timerAt = Infinity;
  let working: Promise<void> | null = null;
  let stopHearing = (): void => undefined;
  let isSendTold = false as boolean;
  let isAskedAgain = false as boolean;
  let isAllDispatched = true as boolean;

  const forgetEndpoints = async (account: string, number: string): Promise<void> => {
    try {
      await dropEndpoints(core, targets, account, number);
    } catch (error) {
      core.log.error({ account, number, reason: errorName(error) }, 'Endpoints could not be deleted.');
    }
  };
  function wake(): void {
    if (isStarted) void lookNow();
    else fleet.wake('relays');
  }
  const firsts = createFirstTries((rows) => {
    const writing = Promise.all(rows.map((row) => settler.write(row)));
    writing.catch((error: unknown) => {
      core.log.error({ reason: errorName(error) }, 'Deliveries under way could not be written yet.');
    });
  }, wake);
  const settler = createSettler(core, firsts);
  const worker = createWorker({
    core,
    firsts,
    targets,
    sender,
    open,
    settle: settler.settle,
    health: createHealth(core, deps.notify),
    changed: (row) => {
      const isLastWord = row.event === 'number.removed' && row.dueAt === undefined;
      if (isLastWord) void forgetEndpoints(row.account, row.number);
      news.tell(row);
    },
    wakeAt: (at) => {
      wakeIn(Math.max(0, at.getTime() - core.clock().getTime()));
    },
    random: deps.random ?? Math.random,
  });
  const dispatcher = createDispatcher({
    core,
    directory,
    links,
    targets,
    firsts,
    served: fleet.served,
    room: worker.room,
    take: worker.take,
    numberRemoved: forgetEndpoints,
  });

  const look = async (): Promise<void> => {
    isAskedAgain = false;
    try {
      isAllDispatched = await dispatcher.run();
      await worker.scan();
    } catch (error) {
      core.log.error({ reason: errorName(error) }, 'Deliveries that are due could not be looked for.');
    }
  };
  // One look at a time; whoever asks meanwhile gets another one.
  const lookNow = async (): Promise<void> => {
    isAskedAgain = true;
    while (isAskedAgain) {
      working ??= look().finally(() => {
        working = null;
      });
      await working;
    }
  };
  const wakeIn = (ms: number): void => {
    if (!isStarted || performance.now() + ms >= timerAt) return;
    if (timer) clearTimeout(timer);
    timerAt = performance.now() + ms;
    timer = setTimeout(
      () => {
        timer = null;
        timerAt = Infinity;
        void lookNow().finally(() => {
          wakeIn(LOOK_EVERY_MS);
        });
      },
      Math.min(ms, MINUTE_MS),
    );
  };
  const settled = async (): Promise<void> => {
    while (!worker.isIdle()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const ended = async (): Promise<void> => {
    while (working) await working;
    await settled();
  };
  const stopListening = core.store.onAppended((commits) => {
    if (commits.some(({ stream }) => stream.startsWith('number:'))) wake();
    if (commits.some(({ stream }) => stream.startsWith(RECEIPTS_STREAM))) wake();
    if (isSendTold && commits.some(({ stream }) => stream.startsWith(SEND_STREAM))) {
      isSendTold = false;
      wake();
    }
  });
  const stopAsking = core.store.accompany(SEND_STREAM, async (append) => {
    const rows = await rowsForSend(core, targets, append);
    isSendTold ||= rows.length > 0;
    return rows;
  });

  const stopAskingOfReceipts = core.store.accompany(RECEIPTS_STREAM, (append) =>
    rowsForReceipt(core, targets, append),
  );

  return {
    outbox: createRelayOutbox(core, targets, wake),
    open,
    start: () => {
      isStarted = true;
      stopHearing = fleet.onWake('relays', wake);
      wakeIn(0);
    },
    pass: async () => {
      do {
        await lookNow();
        await settled();
      } while (!isAllDispatched || (await worker.scan()) > 0);
    },
    follow: news.follow,
    tellChanged: news.tell,
    stop: async () => {
      isStarted = false;
      if (timer) clearTimeout(timer);
      stopListening();
      stopHearing();
      stopAsking();
      worker.stop();
      stopAskingOfReceipts();
      await sender.stop();
      // What cannot be written now, because the database is away, is tried again when its lease has run out.
      await within(STOP_WITHIN_MS, ended());
      firsts.stop();
    },
  };
}

/** Endpoints go with their number, once they have been told of it. */
async function dropEndpoints(
  core: Core,
  targets: WebhookTargets,
  account: string,
  number: string,
): Promise<void> {
  for (const { _id } of await targets.ofNumber(account, number)) {
    const waits = { account, webhook: _id, state: 'PENDING', event: 'number.removed' };
    if (await core.documents.findOne(COLLECTIONS.deliveries, waits, { fields: ['_id'] })) continue;
    await handle(core.store, webhookDecider, { account, stream: webhookStream(_id), by: SYSTEM }, (state) =>
      state.kind === 'LIVE' ? { events: deleteWebhook(state), erase: [state.secrets] } : [],
    );
  }
}
