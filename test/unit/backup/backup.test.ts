import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { restoreBackup } from '../../../src/backup/restoreBackup.js';
import { writeBackup } from '../../../src/backup/writeBackup.js';
import { COLLECTIONS, KEY_DATABASE_COLLECTIONS, MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import type { Doc } from '../../../src/events/documents.js';
import { assertWhole, readSchema } from '../../../src/migrations/schemaVersion.js';
import { recordErased } from '../../../src/retention/ledger.js';
import { createTestGateway, type TestGateway } from '../../support/gateway.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

describe('a backup', () => {
  let folder: string;
  let gateway: TestGateway;
  let file: string;
  let lines: readonly string[];

  const contents = async (): Promise<Record<string, readonly Doc[]>> => {
    const found: Record<string, readonly Doc[]> = {};
    for (const { name } of MAIN_COLLECTIONS) {
      if (name === COLLECTIONS.migrations) continue;
      const docs = await gateway.core.documents.find<Doc>(name, {});
      found[name] = [...docs].sort((a, b) => (a._id < b._id ? -1 : 1));
    }
    return found;
  };
  const say = (text: string) =>
    gateway.receive(envelope({ messages: [textMessage({ text, at: new Date() })] }));
  const restore = (from: string, isForced = true) => restoreBackup(gateway.core, 'DATA', from, isForced);
  let files = 0;
  const fileWith = (bytes: Uint8Array): string => {
    const path = join(folder, `changed-${String((files += 1))}`);
    writeFileSync(path, bytes);
    return path;
  };
  const fileOf = (changed: readonly string[]): string => fileWith(gzipSync(`${changed.join('\n')}\n`));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lethe-backup-'));
    gateway = await createTestGateway();
    for (const text of ['one', 'two', 'three']) await say(text);
    file = join(folder, 'data.backup');
    await writeBackup(gateway.core, 'DATA', file);
    lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is one file, for its owner alone, and never over one that is there', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(writeBackup(gateway.core, 'DATA', file)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      lethe: 'backup',
      format: 1,
      holds: 'DATA',
      schema: 1,
    });
    const { counts } = JSON.parse(lines.at(-1) ?? '') as { counts: Record<string, number> };
    expect(counts[COLLECTIONS.payloads]).toBe((await contents())[COLLECTIONS.payloads]?.length);
    for (const { name } of KEY_DATABASE_COLLECTIONS)
      if (name !== COLLECTIONS.holds) expect(counts).not.toHaveProperty(name);
  });

  it('brings back what was there, read models and all', async () => {
    const before = await contents();
    await say('after the backup');
    expect(await contents()).not.toEqual(before);
    const { trailer } = await restore(file);
    expect(await contents()).toEqual(before);
    expect(trailer.counts[COLLECTIONS.commits]).toBe(before[COLLECTIONS.commits]?.length);
    expect(await readSchema(gateway.core.documents)).toBe(1);
    await assertWhole(gateway.core.documents);
  });

  it('is refused where something is, unless that is to be replaced', async () => {
    await expect(restore(file, false)).rejects.toThrow('--force');
  });

  it('does not send again what was due', async () => {
    const { core, account, number } = gateway;
    const row = { _id: 's', account, number: number._id, kind: 'SEND', state: 'WAITING', conversation: null };
    const [due, later] = [gateway.now, new Date(gateway.now.getTime() + 3_600_000)];
    await core.documents.insertMany(COLLECTIONS.outbox, [
      { ...row, _id: 'due', dueAt: due } as Doc,
      { ...row, _id: 'later', dueAt: later } as Doc,
    ]);
    const withSends = join(folder, 'sends.backup');
    await writeBackup(core, 'DATA', withSends);
    await restore(withSends);
    const rows = await core.documents.find<Doc & { state: string }>(
      COLLECTIONS.outbox,
      {},
      { sort: { _id: 1 } },
    );
    expect(rows.map(({ _id, state }) => [_id, state])).toEqual([
      ['due', 'ASKED'],
      ['later', 'WAITING'],
    ]);
    await core.documents.deleteMany(COLLECTIONS.outbox, {});
  });

  it('that is cut, changed, newer or no backup at all is refused before anything is changed', async () => {
    const before = await contents();
    const bytes = readFileSync(file);
    const [header = '', ...rest] = lines;
    const of = (change: object): string =>
      fileOf([JSON.stringify({ ...(JSON.parse(header) as object), ...change }), ...rest]);
    const doc = rest.findIndex((line) => !line.startsWith('{'));
    const refusals: readonly [string, RegExp][] = [
      [fileWith(bytes.subarray(0, bytes.length / 2)), /broken/],
      [fileOf(lines.slice(0, -1)), /its end is missing/],
      [fileOf([header, ...rest.filter((_, index) => index !== doc)]), /checksum/],
      [of({ version: '0.0.9' }), /checksum/],
      [of({ format: 2 }), /format 2/],
      [of({ schema: 99, version: '9.0.0' }), /newer Lethe \(9\.0\.0/],
      [of({ holds: 'KEYS' }), /--keys/],
      [fileOf(['{}']), /no backup of Lethe/],
      [fileWith(Buffer.from('nothing of the kind')), /broken/],
    ];
    for (const [path, reason] of refusals) await expect(restore(path)).rejects.toThrow(reason);
    expect(await contents()).toEqual(before);
  });

  it('is refused where the keys are not those that sealed it', async () => {
    const stranger = await createTestGateway();
    await expect(restoreBackup(stranger.core, 'DATA', file, true)).rejects.toThrow('key database');
  });

  it('whose restore is broken off leaves a mark, until one has come to its end', async () => {
    const { core } = gateway;
    const insertMany: typeof core.documents.insertMany = (collection, docs) =>
      collection === COLLECTIONS.payloads
        ? Promise.reject(new Error('The disk is full.'))
        : core.documents.insertMany(collection, docs);
    const onFullDisk = { ...core, documents: { ...core.documents, insertMany } };
    await expect(restoreBackup(onFullDisk, 'DATA', file, true)).rejects.toThrow('The disk is full.');
    await expect(assertWhole(core.documents)).rejects.toMatchObject({ name: 'UnknownSchema' });
    await restore(file);
    await assertWhole(core.documents);
  });

  it('does not bring back what was erased since', async () => {
    const { core, account, number } = gateway;
    await recordErased(core, { kind: 'NUMBER', account, number: number._id, before: new Date() });
    const { forgotten } = await restore(file);
    expect(forgotten).toMatchObject({ MESSAGES: 3 });
    expect((await contents())[COLLECTIONS.messages]).toEqual([]);
  });

  it('of the keys is a file of its own, and opens what it sealed', async () => {
    const keys = join(folder, 'keys.backup');
    await writeBackup(gateway.core, 'KEYS', keys);
    const before = await gateway.core.keys.find<Doc>('keys', {});
    await restoreBackup(gateway.core, 'KEYS', keys, true);
    expect(await gateway.core.keys.find<Doc>('keys', {})).toEqual(before);
    await expect(restore(keys)).rejects.toThrow('--keys');
    const stranger = await createTestGateway();
    await expect(restoreBackup(stranger.core, 'KEYS', keys, true)).rejects.toMatchObject({
      name: 'WrongMasterKey',
    });
  });
});
