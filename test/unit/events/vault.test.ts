import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { KEY_COLLECTIONS } from '../../../src/events/collections.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { open, seal } from '../../../src/events/masterKey.js';
import { silentLog } from '../../../src/lib/log.js';

const ACCOUNT = 'account';
const SCOPE = 'number:1';

describe('vault, key ring and subjects', () => {
  const documents = createMemoryDocuments();
  const keys = createMemoryDocuments();
  const masterKey = randomBytes(32);
  const start = (master = masterKey): Core =>
    createCore({
      documents,
      keys,
      masterKey: master,
      clock: () => new Date('2026-01-02T00:00:00Z'),
      log: silentLog,
      project: () => [],
    });
  let core: Core;
  const subjectOf = async (identifier: string) =>
    (await core.subjects.resolve({ account: ACCOUNT, scope: SCOPE, identifiers: [identifier] })).id;
  const sealed = async (day: string | null, subject: string | null) =>
    core.vault.seal({ account: ACCOUNT, scope: SCOPE, day, subject, content: { text: 'hello' } });

  beforeEach(async () => {
    core = start();
    await openCore(core);
  });

  it('opens what it sealed, also in another process with the same master key', async () => {
    const payload = await sealed('2026-01-01', await subjectOf('phone:+491'));
    expect(JSON.stringify(payload)).not.toContain('hello');
    const other = start();
    await openCore(other);
    expect(await other.vault.open(payload)).toEqual({ text: 'hello' });
  });

  it('refuses another master key before anything is served', async () => {
    await expect(openCore(start(randomBytes(32)))).rejects.toMatchObject({ name: 'WrongMasterKey' });
  });

  it('reads as erased once the day key is destroyed, and gives the day a new key after that', async () => {
    const subject = await subjectOf('phone:+492');
    const before = await sealed('2026-01-01', subject);
    const kept = await sealed('2026-01-02', subject);
    expect(await core.keyRing.destroy(ACCOUNT, SCOPE, '2026-01-02')).toHaveLength(1);
    expect(await core.vault.open(before)).toBeNull();
    expect(await core.vault.open(kept)).toEqual({ text: 'hello' });
    const after = await sealed('2026-01-01', subject);
    expect(after.key).not.toBe(before.key);
    expect(await core.vault.open(after)).toEqual({ text: 'hello' });
    expect(await core.keys.findOne(KEY_COLLECTIONS.keys, { _id: before.key })).not.toHaveProperty('wrapped');
  });

  it('gives a file the key that its payload has, as long as that can be opened', async () => {
    const subject = await subjectOf('phone:+4900');
    const payload = await sealed('2026-01-01', subject);
    await core.documents.insertMany('payloads', [payload]);
    const key = await core.vault.fileKey(ACCOUNT, payload._id);
    expect(key).toHaveLength(32);
    const other = start();
    await openCore(other);
    expect(await other.vault.fileKey(ACCOUNT, payload._id)).toEqual(key);
    expect(await core.vault.fileKey('another', payload._id)).toBeNull();
    // Not the key of the payload itself.
    expect(() => open(key ?? Buffer.alloc(32), payload, `${ACCOUNT}/${payload._id}`)).toThrow();
    await core.keyRing.destroyDays(ACCOUNT, SCOPE, ['2026-01-01']);
    core.vault.forgetCached();
    expect(await core.vault.fileKey(ACCOUNT, payload._id)).toBeNull();
  });

  it('reads as erased once the subject is destroyed, and seals nothing more for it', async () => {
    const [gone, other] = [await subjectOf('phone:+493'), await subjectOf('phone:+494')];
    const payloads = [
      await sealed('2026-01-03', gone),
      await sealed(null, gone),
      await sealed('2026-01-03', other),
    ];
    await core.subjects.destroy(ACCOUNT, [gone]);
    core.vault.forgetCached();
    expect(await Promise.all(payloads.map((payload) => core.vault.open(payload)))).toEqual([
      null,
      null,
      { text: 'hello' },
    ]);
    await expect(sealed('2026-01-03', gone)).rejects.toMatchObject({ name: 'SubjectGone' });
    expect(await subjectOf('phone:+493')).not.toBe(gone);
  });

  it('finds a subject by any of its identifiers, and only in its scope', async () => {
    const resolve = (scope: string, ...identifiers: string[]) =>
      core.subjects.resolve({ account: ACCOUNT, scope, identifiers });
    const first = await resolve(SCOPE, 'user:7');
    expect(first.isNew).toBe(true);
    expect(await resolve(SCOPE, 'phone:+495', 'user:7')).toEqual({ id: first.id, isNew: false });
    core.subjects.forgetCached();
    expect(await resolve(SCOPE, 'phone:+495')).toEqual({ id: first.id, isNew: false });
    expect((await resolve('number:2', 'phone:+495')).id).not.toBe(first.id);
  });

  it('makes one subject when many ask at once', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => subjectOf('phone:+496')));
    expect(new Set(ids).size).toBe(1);
  });

  it('does not let a sealed box be moved, or changed by a bit', () => {
    const key = randomBytes(32);
    const box = seal(key, Buffer.from('hello'), 'here');
    expect(open(key, box, 'here').toString()).toBe('hello');
    expect(() => open(key, box, 'there')).toThrow();
    box.box.writeUInt8(box.box.readUInt8(0) ^ 1, 0);
    expect(() => open(key, box, 'here')).toThrow();
  });
});
