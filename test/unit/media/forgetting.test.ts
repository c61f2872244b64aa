import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { forgetDueFiles } from '../../../src/retention/forgetFiles.js';
import { reconcileFiles } from '../../../src/retention/reconcileFiles.js';
import { createSweeps, type Sweeps } from '../../../src/retention/sweeps.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import { newObjectKey } from '../../../src/storage/objectKey.js';
import { inChunks, readAll } from '../../support/contract/objectStore.js';
import { createMediaStage, type MediaStage } from '../../support/mediaStage.js';
import { editMessage, envelope, revokeMessage } from '../../support/whatsapp.js';

const HOUR = 3_600_000;

describe('files of forgotten messages', () => {
  let stage: MediaStage;
  let sweeps: Sweeps;
  const copy = (): Promise<void> => stage.gateway.services.media.copier.runDue();
  const wait = (ms: number): void => {
    stage.gateway.now = new Date(stage.gateway.now.getTime() + ms);
  };
  const mode = async (input: {
    mode: 'RELAY_ONLY' | 'STORE_X_DAYS';
    piiRetentionDays?: number;
  }): Promise<void> => {
    const { core, account, number } = stage.gateway;
    await setNumberPiiMode(core, systemContext(account), { numberId: number._id, ...input });
  };
  const run = async (): Promise<SweepRow> => {
    const { account, number } = stage.gateway;
    const { _id: sweep } = await sweeps.request({
      account,
      number: number._id,
      trigger: 'MANUAL',
      by: SYSTEM,
    });
    return sweeps.run({ account, sweep });
  };
  const stored = async (more: { id?: string } = {}): Promise<string> => {
    const message = await stage.receive(stage.provider.add(randomBytes(1_000)), more);
    await copy();
    return message;
  };

  beforeEach(async () => {
    stage = await createMediaStage();
    sweeps = createSweeps(stage.gateway.core);
  });
  afterEach(() => stage.stop());

  it('go with the message when its time is over; what is younger stays', async () => {
    await mode({ mode: 'STORE_X_DAYS', piiRetentionDays: 1 });
    await stored();
    wait(20 * HOUR);
    const young = await stored();
    wait(5 * HOUR);
    expect(await run()).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(await stage.rows()).toMatchObject([{ message: young, state: 'STORED' }]);
    expect(await stage.keys()).toHaveLength(1);
  });

  it('go with everything when the number is switched to RELAY_ONLY, those on their way too', async () => {
    await stored();
    await stage.receive(stage.provider.add(randomBytes(10)));
    await mode({ mode: 'RELAY_ONLY' });
    expect(await run()).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(await stage.rows()).toEqual([]);
    expect(await stage.keys()).toEqual([]);
  });

  it('are not to be had from the moment the mode is tighter, although nothing ran yet', async () => {
    const url = (await stage.view(await stored()))?.file?.url;
    expect((await stage.follow(url)).status).toBe(200);
    await mode({ mode: 'RELAY_ONLY' });
    expect((await stage.follow(url)).status).toBe(404);
  });

  it('go when the message is taken back, and when it is changed', async () => {
    const at = stage.gateway.now;
    const first = await stored({ id: 'wamid.first' });
    await stored({ id: 'wamid.second' });
    const url = (await stage.view(first))?.file?.url;
    await stage.gateway.receive(envelope({ messages: [revokeMessage({ original: 'wamid.first', at })] }));
    await stage.gateway.receive(envelope({ messages: [editMessage({ original: 'wamid.second', at })] }));
    expect((await stage.follow(url)).status).toBe(404);
    expect((await stage.rows()).map(({ state }) => state)).toEqual(['DOOMED', 'DOOMED']);
    await forgetDueFiles(stage.gateway.core);
    expect(await stage.rows()).toEqual([]);
    expect(await stage.keys()).toEqual([]);
  });

  it('are replaced when a change brings another file', async () => {
    const at = stage.gateway.now;
    const message = await stored({ id: 'wamid.edited' });
    const file = stage.provider.add(Buffer.from('the new one'));
    const to = { type: 'image', image: { id: file.id, mime_type: 'image/jpeg', sha256: file.sha256 } };
    await stage.gateway.receive(envelope({ messages: [editMessage({ original: 'wamid.edited', at, to })] }));
    await copy();
    await forgetDueFiles(stage.gateway.core);
    expect(await stage.keys()).toHaveLength(1);
    const url = (await stage.view(message))?.file?.url;
    expect((await stage.follow(url)).body.toString()).toBe('the new one');
  });

  it('are listed as failures while the store refuses, and gone once it does not', async () => {
    await stored();
    const { account } = stage.gateway;
    const remove = stage.objects.delete.bind(stage.objects);
    Object.assign(stage.objects, { delete: () => Promise.reject(new Error('refused')) });
    await mode({ mode: 'RELAY_ONLY' });
    expect(await run()).toMatchObject({ state: 'COMPLETED', failures: 1 });
    expect(await sweeps.failures(account)).toHaveLength(1);
    expect(await stage.rows()).toMatchObject([{ state: 'DOOMED' }]);
    // Nobody can open it any more all the same.
    expect((await stage.rows())[0]?.bytes).toBe(1_000);
    const [row] = await stage.rows();
    expect(await stage.gateway.core.vault.fileKey(account, row?._id ?? '')).toBeNull();

    Object.assign(stage.objects, { delete: remove });
    expect(await run()).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(await sweeps.failures(account)).toEqual([]);
    expect(await stage.keys()).toEqual([]);
  });

  it('that are being fetched at that moment leave nothing behind', async () => {
    await stage.receive(stage.provider.add(randomBytes(1_000)));
    stage.provider.onDownload = (_response, usual) => {
      void mode({ mode: 'RELAY_ONLY' }).then(run).then(usual);
    };
    await copy();
    expect(await stage.keys()).toEqual([]);
    wait(6 * 60_000);
    await forgetDueFiles(stage.gateway.core);
    expect(await stage.rows()).toEqual([]);
    expect(await stage.keys()).toEqual([]);
  });

  it('count as deleted when they are gone already', async () => {
    await stored();
    for (const key of await stage.keys()) await stage.objects.delete(key);
    await mode({ mode: 'RELAY_ONLY' });
    expect(await run()).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(await stage.rows()).toEqual([]);
  });

  it('are found and mended by the daily comparison', async () => {
    const { core, account } = stage.gateway;
    const [kept, lost, orphan] = [await stored(), await stored(), await stored()];
    const rowOf = async (message: string) => (await stage.rows()).find((row) => row.message === message);
    await stage.objects.delete((await rowOf(lost))?.object ?? '');
    await core.documents.deleteMany(COLLECTIONS.messages, { account, _id: orphan });
    await stage.objects.put(newObjectKey('media', account), inChunks(Buffer.from('x')), 10);
    const elsewhere = newObjectKey('media', 'another-installation');
    await stage.objects.put(elsewhere, inChunks(Buffer.from('x')), 10);

    expect(await reconcileFiles(core)).toEqual({
      objectsWithoutRow: 1,
      rowsWithoutMessage: 1,
      rowsWithoutObject: 1,
    });
    await forgetDueFiles(core);
    expect(await rowOf(kept)).toMatchObject({ state: 'STORED' });
    expect(await rowOf(lost)).toMatchObject({ state: 'FAILED', reason: 'LOST' });
    expect(await rowOf(orphan)).toBeUndefined();
    expect([...(await stage.keys())].sort()).toEqual([(await rowOf(kept))?.object, elsewhere].sort());
    expect(await readAll(await stage.objects.get(elsewhere))).toEqual(Buffer.from('x'));
    expect(await reconcileFiles(core)).toEqual({
      objectsWithoutRow: 0,
      rowsWithoutMessage: 0,
      rowsWithoutObject: 0,
    });
  });
});
