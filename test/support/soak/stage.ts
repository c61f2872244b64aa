import { randomBytes, randomInt } from 'node:crypto';
import { MongoClient, type Db } from 'mongodb';
import { HOUR_MS, SECOND_MS, type Clock } from '../../../src/lib/clock.js';
import {
  createProviderDouble,
  type ProviderDouble,
} from '../../../src/providerDouble/createProviderDouble.js';
import { createOwnEngine, type OwnEngine } from '../ownEngine.js';
import { startReceiver, type WebhookReceiver } from '../receiver.js';
import { hasRedis, startRedis } from '../redis.js';
import { APP_SECRET, signIn, type Session } from '../session.js';
import { startCrew, type Crew } from './crew.js';
import { createLeaper, type Leaper } from './leaps.js';
import { createLedger, type Ledger } from './ledger.js';
import { createSoakNumbers, type SoakNumbers } from './numbers.js';
import { subscribe, type Subscriber } from './subscribers.js';

/** From one leap to the next a cleanup falls due (seeds/data-retention.txt: every 2 hours). */
export const LEAP_MS = 2 * HOUR_MS;
/** One of so many sends is told statuses of, and one of so many requests to an endpoint meets an error. */
const [TOLD_SENDS, FAILING_REQUESTS] = [3, 50];
/** Shorter than the usual ten seconds, so that whoever waits for the database is seen. */
const WAITS = '&serverSelectionTimeoutMS=2000';
const ADMIN = { email: 'admin@example.org', password: 'correct horse battery staple' };
/** What was on its way to a consumer so long ago is not held against anybody. */
const ON_ITS_WAY_MS = 5 * SECOND_MS;

/** Two web and two worker processes on a database of their own, with all that is around them. */
export interface SoakStage {
  readonly engine: OwnEngine;
  readonly db: Db;
  /** The gateways'. */
  readonly clock: Clock;
  /** The machine's time (ms) at which it began. */
  readonly startMs: number;
  readonly leaper: Leaper;
  readonly crew: Crew;
  readonly ledger: Ledger;
  readonly numbers: SoakNumbers;
  readonly receiver: WebhookReceiver;
  readonly double: ProviderDouble;
  /** Of an administrator at each web process. */
  readonly sessions: readonly Session[];
  /** One at each web process. */
  readonly subscribers: readonly Subscriber[];
  stop(): Promise<void>;
}

export async function startSoakStage(): Promise<SoakStage> {
  const engine = await createOwnEngine();
  await engine.start();
  const receiver = await startReceiver();
  const redis = hasRedis ? await startRedis() : null;
  const double = createDouble();
  await double.start();
  const startMs = Date.now();
  const leaper = await createLeaper(LEAP_MS);
  const { clock } = leaper;
  const crew = await startCrew(
    {
      MONGODB_URI: engine.uri + WAITS,
      MASTER_KEY: randomBytes(32).toString('base64'),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
      WHATSAPP_API_URL: double.url,
      ...(redis && { REDIS_URL: redis.url }),
    },
    leaper.leaps,
  );
  const anyWeb = (): string => crew.webs[randomInt(crew.webs.length)] ?? '';
  const sessions = await Promise.all(crew.webs.map((url) => signIn(url, ADMIN)));
  const [admin] = sessions;
  if (!admin) throw new Error('There is no web process.');
  const numbers = await createSoakNumbers(admin, receiver.origin);
  for (const { id, phoneNumberId } of numbers.all) {
    const target = {
      get url() {
        return `${anyWeb()}/hooks/whatsapp/${id}`;
      },
      appSecret: APP_SECRET,
    };
    double.setWebhook(target, phoneNumberId);
  }

  const ledger = createLedger();
  const arrived = (surface: string, text: string): void => {
    ledger.shown(surface, [text], clock(Date.now() - ON_ITS_WAY_MS).getTime());
  };
  receiver.answer = ({ path, text }, response) => {
    arrived(`the endpoint ${path}`, text);
    response.writeHead(randomInt(FAILING_REQUESTS) === 0 ? 500 : 200).end();
  };
  const subscribers = sessions.map((session, index) =>
    subscribe(session, crew.webs[index] ?? '', (text) => {
      arrived('a subscription', text);
    }),
  );
  const client = new MongoClient(engine.uri);
  return {
    engine,
    db: client.db('lethe'),
    clock: () => clock(),
    startMs,
    leaper,
    crew,
    ledger,
    numbers,
    receiver,
    double,
    sessions,
    subscribers,
    stop: async () => {
      for (const subscriber of subscribers) await subscriber.stop();
      await crew.stop();
      await client.close();
      await double.stop();
      await receiver.stop();
      await redis?.stop();
      await engine.remove();
      await leaper.remove();
    },
  };
}

function createDouble(): ProviderDouble {
  let sends = 0;
  return createProviderDouble({
    statuses: () =>
      (sends += 1) % TOLD_SENDS === 0
        ? [
            { status: 'sent', afterMs: 20 },
            { status: 'delivered', afterMs: 200 },
          ]
        : [],
  });
}
