import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import { everythingStored } from '../../support/core.js';
import { createMediaStage, type MediaStage } from '../../support/mediaStage.js';
import { refuse } from '../../support/mediaProvider.js';
import { documentMessage, envelope, textMessage } from '../../support/whatsapp.js';

const CANARY = 'canary-file-content-4711';
const later = (stage: MediaStage, minutes: number): void => {
  stage.gateway.now = new Date(stage.gateway.now.getTime() + minutes * 60_000);
};

describe('files of stored messages', () => {
  let stage: MediaStage;
  const copy = (): Promise<void> => stage.gateway.services.media.copier.runDue();
  beforeEach(async () => {
    stage = await createMediaStage();
  });
  afterEach(() => stage.stop());

  it('are fetched with the number’s token, kept sealed, and shown with a link', async () => {
    const content = Buffer.alloc(300_000, CANARY);
    const message = await stage.receive(stage.provider.add(content));
    expect((await stage.view(message))?.file).toMatchObject({ state: 'PENDING', url: null });
    await copy();
    const file = (await stage.view(message))?.file;
    expect(file).toMatchObject({ state: 'STORED', bytes: 300_000 });
    expect((await stage.follow(file?.url)).body.equals(content)).toBe(true);
    expect(stage.provider.asked.every(({ token }) => token === 'access-token')).toBe(true);
    expect((await stage.bytes()).includes('canary')).toBe(false);
    expect(await everythingStored(stage.gateway.core)).not.toContain(CANARY);
  });

  it('keep no provider’s id in plain', async () => {
    const file = stage.provider.add(Buffer.from('x'));
    await stage.receive(file);
    await copy();
    expect(await everythingStored(stage.gateway.core)).not.toContain(file.id);
    expect((await stage.keys()).join()).not.toContain(file.id);
  });

  it('are none of a message without a file, and one of a message that came twice', async () => {
    const file = stage.provider.add(Buffer.from('x'));
    await stage.gateway.receive(envelope({ messages: [textMessage({ at: stage.gateway.now })] }));
    expect(await stage.rows()).toHaveLength(0);
    await stage.receive(file, { id: 'wamid.twice' });
    await stage.receive(file, { id: 'wamid.twice' });
    expect(await stage.rows()).toHaveLength(1);
  });

  it('are fetched by one of several who try at once', async () => {
    for (let n = 0; n < 10; n += 1) await stage.receive(stage.provider.add(randomBytes(1_000)));
    await Promise.all([copy(), copy(), copy()]);
    expect((await stage.rows()).map(({ state }) => state)).toEqual(Array(10).fill('STORED'));
    expect(stage.provider.asked.filter(({ what }) => what === 'download')).toHaveLength(10);
  });

  it('are tried again after what passes, ever later', async () => {
    const message = await stage.receive(stage.provider.add(Buffer.from('x')));
    stage.provider.onDescribe = (response) => {
      refuse(response, 503, 2);
    };
    await copy();
    expect(await stage.rows()).toMatchObject([{ state: 'PENDING', attempts: 1, reason: 'UNREACHABLE' }]);
    await copy();
    expect(stage.provider.asked).toHaveLength(1);
    later(stage, 1);
    await copy();
    expect(stage.provider.asked).toHaveLength(2);
    later(stage, 0.1);
    await copy();
    expect(stage.provider.asked).toHaveLength(2);
    stage.provider.onDescribe = (_response, usual) => {
      usual();
    };
    later(stage, 60);
    await copy();
    expect((await stage.view(message))?.file).toMatchObject({ state: 'STORED', reason: null });
  });

  it('are given up after the provider has forgotten them', async () => {
    const message = await stage.receive(stage.provider.add(Buffer.from('x')));
    stage.provider.onDownload = (response) => {
      response.destroy();
    };
    for (let day = 0; day < 12; day += 1) {
      await copy();
      later(stage, 24 * 60);
    }
    expect((await stage.view(message))?.file).toMatchObject({
      state: 'FAILED',
      reason: 'UNREACHABLE',
      url: null,
    });
    expect(await stage.keys()).toEqual([]);
  });

  it.each<[string, (stage: MediaStage) => Promise<string>, object]>([
    [
      'the provider has it no longer',
      async (on) => {
        const file = on.provider.add(Buffer.from('x'));
        on.provider.remove(file.id);
        return on.receive(file);
      },
      { state: 'FAILED', reason: 'GONE' },
    ],
    [
      'it is another kind of file',
      (on) => on.receive(on.provider.add(Buffer.from('<script>'), 'text/html')),
      { state: 'FAILED', reason: 'TYPE' },
    ],
    [
      'it is not what was announced',
      (on) => on.receive(on.provider.add(Buffer.from('x')), { sha256: randomBytes(32).toString('base64') }),
      { state: 'PENDING', reason: 'HASH_MISMATCH' },
    ],
    [
      'it breaks off',
      (on) => {
        on.provider.onDownload = (response) => {
          response.writeHead(200, { 'content-length': '1000' }).write('half');
          setTimeout(() => response.destroy(), 20);
        };
        return on.receive(on.provider.add(randomBytes(1_000)));
      },
      { state: 'PENDING', reason: 'UNREACHABLE' },
    ],
    [
      'it is shorter than announced',
      (on) => {
        on.provider.onDownload = (response) => response.end('half');
        return on.receive(on.provider.add(randomBytes(1_000)));
      },
      { state: 'PENDING', reason: 'UNREACHABLE' },
    ],
    [
      'it is too large by its announcement',
      (on) => {
        on.provider.onDescribe = (response) =>
          response.end(JSON.stringify({ url: `${on.provider.url}/x`, file_size: 101 * 1024 * 1024 }));
        return on.receive(on.provider.add(randomBytes(10)));
      },
      { state: 'FAILED', reason: 'TOO_LARGE' },
    ],
    [
      'its address is none of the provider’s',
      (on) => {
        on.provider.onDescribe = (response) =>
          response.end(JSON.stringify({ url: 'http://169.254.169.254/latest' }));
        return on.receive(on.provider.add(randomBytes(10)));
      },
      { state: 'PENDING', reason: 'REFUSED' },
    ],
    [
      'the provider sends somewhere else',
      (on) => {
        on.provider.onDownload = (response) =>
          response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
        return on.receive(on.provider.add(randomBytes(10)));
      },
      { state: 'PENDING', reason: 'UNREACHABLE' },
    ],
  ])('are not kept when %s', async (_why, receive, expected) => {
    await receive(stage);
    await copy();
    expect(await stage.rows()).toMatchObject([expected]);
    expect(await stage.keys()).toEqual([]);
  });

  it('are not fetched once their message may not be read', async () => {
    await stage.receive(stage.provider.add(Buffer.from('x')));
    const { core, account, number } = stage.gateway;
    await setNumberPiiMode(core, systemContext(account), {
      numberId: number._id,
      mode: 'STORE_X_DAYS',
      piiRetentionDays: 1,
    });
    later(stage, 25 * 60);
    await copy();
    expect(stage.provider.asked).toEqual([]);
    expect(await stage.rows()).toMatchObject([{ state: 'FAILED', reason: 'EXPIRED' }]);
  });

  it('wait while the object store is out of reach', async () => {
    const put = stage.objects.put.bind(stage.objects);
    Object.assign(stage.objects, { put: () => Promise.reject(new Error('no store')) });
    const message = await stage.receive(stage.provider.add(Buffer.from('x')));
    await copy();
    expect((await stage.view(message))?.file).toMatchObject({ state: 'PENDING', reason: 'STORAGE' });
    Object.assign(stage.objects, { put });
    later(stage, 1);
    await copy();
    expect((await stage.view(message))?.file).toMatchObject({ state: 'STORED' });
  });

  it('are copied in the background from the moment their message is there', async () => {
    const { copier } = stage.gateway.services.media;
    copier.start();
    const message = await stage.receive(stage.provider.add(Buffer.from('x')), {}, documentMessage);
    for (let n = 0; n < 100 && (await stage.view(message))?.file?.state !== 'STORED'; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await stage.view(message))?.file).toMatchObject({ state: 'STORED' });
  });

  it('are given back when the process stops in the middle', async () => {
    await stage.receive(stage.provider.add(randomBytes(100_000)));
    stage.provider.onDownload = (response) => response.writeHead(200).write('begun');
    const { copier } = stage.gateway.services.media;
    copier.start();
    while (stage.provider.asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await copier.stop();
    const [row] = await stage.rows();
    expect(row).toMatchObject({ state: 'PENDING', attempts: 0, dueAt: stage.gateway.now });
    expect(row).not.toHaveProperty('claim');
    expect(await stage.keys()).toEqual([]);
  });
});
