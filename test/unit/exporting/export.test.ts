import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAccount } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { SYSTEM } from '../../../src/domain/events.js';
import type { ExportScope } from '../../../src/domain/export/export.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { stateOf, type ExportRow } from '../../../src/exporting/exportRow.js';
import { registerExports } from '../../../src/http/exports/registerExports.js';
import { createHttpServer } from '../../../src/http/server.js';
import { DAY_MS } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import type { ConversationRow } from '../../../src/projections/rows.js';
import { createMediaStage, type MediaStage } from '../../support/mediaStage.js';
import { linesOf, readZip } from '../../support/readZip.js';
import { queueTestSend } from '../../support/sends.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

const ADA = '4915155508801';
const BO = '4915155508802';
const EVERYTHING: ExportScope = { number: null, contact: null, startDate: null, endDate: null };

describe('an export', () => {
  const content = randomBytes(200_000);
  let stage: MediaStage;
  let app: ReturnType<typeof createHttpServer>;
  let origin: string;
  beforeEach(async () => {
    stage = await createMediaStage();
    const { services, account, number } = stage.gateway;
    app = createHttpServer({ log: silentLog });
    registerExports(app, services);
    origin = await app.listen({ port: 0, host: '127.0.0.1' });
    await write(ADA, 'ada-old', 20);
    await write(ADA, 'ada-new', 1);
    await write(BO, 'bo-new', 1);
    await stage.receive(stage.provider.add(content, 'image/jpeg'), {
      from: { phone: ADA },
      caption: 'ada-picture',
    });
    await services.media.copier.runDue();
    for (const phone of [ADA, BO]) {
      const text = `to-${phone}`;
      const send = { account, number: number._id, apiKey: null, at: stage.gateway.now };
      await queueTestSend(services.core, { ...send, text, phone: `+${phone}` });
    }
  });
  afterEach(async () => {
    await app.close();
    await stage.stop();
  });

  const write = async (from: string, text: string, daysAgo: number): Promise<void> => {
    const at = new Date(stage.gateway.now.getTime() - daysAgo * DAY_MS);
    await stage.gateway.receive(envelope({ messages: [textMessage({ from: { phone: from }, text, at })] }));
  };
  const request = (scope: Partial<ExportScope> = {}): Promise<ExportRow> => {
    const { services, account } = stage.gateway;
    return services.exports.request({ account, by: SYSTEM, ...EVERYTHING, ...scope });
  };
  const follow = async (link: string | null): Promise<Response> =>
    fetch(origin + new URL(link ?? 'https://nowhere.example.org/exports/').pathname);
  const download = async (row: ExportRow): Promise<ReadonlyMap<string, Buffer>> => {
    const answer = await follow(await stage.gateway.services.exports.linkTo(row));
    expect(answer.status).toBe(200);
    return readZip(Buffer.from(await answer.arrayBuffer()));
  };
  const texts = (files: ReadonlyMap<string, Buffer>): unknown[] =>
    linesOf(files, 'messages.jsonl')
      .map(({ text }) => text)
      .sort();

  it('holds messages with their files, conversations, sends, and a manifest that counts and hashes them', async () => {
    const row = await request();
    const files = await download(row);
    expect(texts(files)).toEqual(['ada-new', 'ada-old', 'ada-picture', 'bo-new']);
    expect(
      linesOf(files, 'conversations.jsonl').map(({ contact }) => (contact as { phone: string }).phone),
    ).toEqual(expect.arrayContaining([`+${ADA}`, `+${BO}`]));
    expect(linesOf(files, 'sendLog.jsonl').map(({ content: sent }) => sent)).toHaveLength(2);
    const picture = linesOf(files, 'messages.jsonl').find(({ file }) => file !== null);
    expect(files.get(String(picture?.['file']))?.equals(content)).toBe(true);

    const manifest = JSON.parse(files.get('manifest.json')?.toString('utf8') ?? '') as {
      files: { name: string; bytes: number; sha256: string; records?: number }[];
      notices: unknown[];
      asOf: string;
    };
    expect(manifest).toMatchObject({ notices: [], asOf: stage.gateway.now.toISOString() });
    expect(manifest.files.map(({ name }) => name).sort()).toEqual(
      [...files.keys()].filter((name) => name !== 'manifest.json').sort(),
    );
    for (const { name, bytes, sha256, records } of manifest.files) {
      const file = files.get(name) ?? Buffer.alloc(0);
      expect(file.length).toBe(bytes);
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
      if (records !== undefined) expect(linesOf(files, name)).toHaveLength(records);
    }
    const after = await stage.gateway.services.exports.get(stage.gateway.account, row._id);
    expect(after).toMatchObject({ state: 'COMPLETED', downloads: 1 });
    expect(after.progress.done).toBe(after.progress.total);
  });

  it('is of one number, one person, or a span of time', async () => {
    const { core, account, number } = stage.gateway;
    expect(texts(await download(await request({ number: number._id })))).toHaveLength(4);
    const conversations = await core.documents.find<ConversationRow>(COLLECTIONS.conversations, { account });
    const views = await stage.gateway.services.conversations.findMany(
      account,
      conversations.map(({ _id }) => _id),
    );
    const ada = [...views.values()].find(({ identity }) => identity?.phone === `+${ADA}`);
    const files = await download(await request({ contact: ada?.id ?? '' }));
    expect(texts(files)).toEqual(['ada-new', 'ada-old', 'ada-picture']);
    expect(linesOf(files, 'sendLog.jsonl').map(({ destinationNumber }) => destinationNumber)).toEqual([
      `+${ADA}`,
    ]);
    expect([...files.keys()].some((name) => name.startsWith('media/'))).toBe(true);
    expect([...files.values()].join('\n')).not.toContain(BO);

    const startDate = new Date(stage.gateway.now.getTime() - 2 * DAY_MS);
    expect(texts(await download(await request({ startDate })))).toEqual(['ada-new', 'ada-picture', 'bo-new']);
    await expect(request({ startDate, endDate: new Date(0) })).rejects.toThrow('startDate');
    await expect(request({ number: 'x', contact: 'y' })).rejects.toThrow('neither');
    await expect(request({ number: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('obeys the read gate at the moment of the download, not of the request', async () => {
    const { core, account, number } = stage.gateway;
    const row = await request();
    const mode = { numberId: number._id, mode: 'STORE_X_DAYS', piiRetentionDays: 10 } as const;
    await setNumberPiiMode(core, systemContext(account), mode);
    expect(texts(await download(row))).toEqual(['ada-new', 'ada-picture', 'bo-new']);
    stage.gateway.now = new Date(stage.gateway.now.getTime() + 9.5 * DAY_MS);
    const later = await download(await request());
    expect(texts(later)).toEqual(['ada-picture']);
    expect(linesOf(later, 'sendLog.jsonl')).toHaveLength(2);

    await setNumberPiiMode(core, systemContext(account), { numberId: number._id, mode: 'RELAY_ONLY' });
    const files = await download(await request({ number: number._id }));
    for (const name of ['messages', 'conversations', 'sendLog'])
      expect(linesOf(files, `${name}.jsonl`)).toEqual([]);
    expect([...files.keys()].some((name) => name.startsWith('media/'))).toBe(false);
    expect(files.get('manifest.json')?.toString('utf8')).toContain('PII_RELAY_ONLY');
    expect([...files.values()].join('\n')).not.toContain('ada');
  });

  it('is had by its own link alone, until it expires or is revoked', async () => {
    const { services, account, core } = stage.gateway;
    const row = await request();
    const link = (await services.exports.linkTo(row)) ?? '';
    for (const other of [
      `${link}x`,
      link.replace(row._id, account),
      `${origin}/exports/`,
      `${origin}/exports/a.b.c.d`,
    ])
      expect((await follow(other)).status).toBe(404);
    const another = await createAccount(core, systemContext('none'), { name: 'another' });
    expect((await follow(link.replace(account, another._id))).status).toBe(404);
    expect(await services.exports.find(another._id, row._id)).toBeNull();

    await services.exports.revoke(account, row._id, SYSTEM);
    expect((await follow(link)).status).toBe(404);
    const second = await request();
    const secondLink = await services.exports.linkTo(second);
    stage.gateway.now = new Date(stage.gateway.now.getTime() + DAY_MS + 1_000);
    expect((await follow(secondLink)).status).toBe(404);
    const expired = await services.exports.get(account, second._id);
    expect(stateOf(expired, stage.gateway.now)).toBe('EXPIRED');
    expect(await services.exports.linkTo(expired)).toBeNull();
    const audit = await core.documents.find<{ _id: string; action: string }>(COLLECTIONS.audit, { account });
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['EXPORT_REQUESTED', 'EXPORT_REVOKED']),
    );
  });

  it('that is given up in the middle is FAILED, and can be had again', async () => {
    const { services, account } = stage.gateway;
    const row = await request();
    const given = await services.exports.download(account, row._id);
    given?.archive.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await services.exports.get(account, row._id)).toMatchObject({ state: 'FAILED' });
    expect(texts(await download(row))).toHaveLength(4);
  });
});
