import { COLLECTIONS } from '../../src/events/collections.js';
import { registerMedia } from '../../src/http/media/registerMedia.js';
import { createHttpServer } from '../../src/http/server.js';
import { silentLog } from '../../src/lib/log.js';
import type { MediaRow } from '../../src/projections/mediaRow.js';
import { createMemoryObjectStore } from '../../src/storage/memoryObjectStore.js';
import type { ObjectStore } from '../../src/storage/objectStore.js';
import { readAll } from './contract/objectStore.js';
import { createTestGateway, type TestGateway } from './gateway.js';
import { startMediaProvider, type MediaProvider, type ProvidedFile } from './mediaProvider.js';
import type { documentMessage } from './whatsapp.js';
import { envelope, imageMessage, type JsonObject } from './whatsapp.js';

/** A gateway in memory that fetches files from a provider over HTTP and serves them by links. */
export interface MediaStage {
  readonly gateway: TestGateway;
  readonly provider: MediaProvider;
  readonly objects: ObjectStore;
  /** Takes in a message with this file; gives the message's id. */
  receive(
    file: ProvidedFile,
    more?: Parameters<typeof imageMessage>[0],
    build?: typeof documentMessage,
  ): Promise<string>;
  rows(): Promise<readonly MediaRow[]>;
  /** Names of every object. */
  keys(): Promise<readonly string[]>;
  /** All stored bytes. */
  bytes(): Promise<Buffer>;
  view(message: string): ReturnType<TestGateway['services']['messages']['find']>;
  /** Follows a link, wherever its host is said to be. */
  follow(
    link: string | null | undefined,
    headers?: Record<string, string>,
    method?: 'GET' | 'HEAD',
  ): Promise<Followed>;
  stop(): Promise<void>;
}

export interface Followed {
  readonly status: number;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
}

export async function createMediaStage(
  objects: ObjectStore = createMemoryObjectStore(),
): Promise<MediaStage> {
  const provider = await startMediaProvider();
  const gateway = await createTestGateway({ whatsappApiUrl: provider.url, objects });
  const { core, services, account } = gateway;
  const app = createHttpServer({ log: silentLog });
  registerMedia(app, services);
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });

  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of objects.list('media/')) found.push(key);
    return found;
  };
  const rows = (): Promise<MediaRow[]> => core.documents.find<MediaRow>(COLLECTIONS.media, { account });
  return {
    gateway,
    provider,
    objects,
    receive: async ({ id, sha256, mimeType }, more = {}, build = imageMessage) => {
      const message: JsonObject = build({ mediaId: id, sha256, mimeType, at: gateway.now, ...more });
      const before = new Set((await rows()).map(({ _id }) => _id));
      await gateway.receive(envelope({ messages: [message] }));
      return (await rows()).find(({ _id }) => !before.has(_id))?.message ?? '';
    },
    rows,
    keys,
    bytes: async () => {
      const all = await Promise.all((await keys()).map(async (key) => readAll(await objects.get(key))));
      return Buffer.concat(all.flatMap((content) => content ?? []));
    },
    view: (message) => services.messages.find(account, message),
    follow: async (link, headers = {}, method = 'GET') => {
      const path = (link ?? '').replace(/^https?:\/\/[^/]+/, '');
      const answer = await fetch(origin + path, { method, headers });
      const body = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, body, headers: Object.fromEntries(answer.headers) };
    },
    stop: async () => {
      await services.media.copier.stop();
      await app.close();
      await provider.stop();
    },
  };
}
