import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { KEY_COLLECTIONS } from '../../../src/events/collections.js';
import { everythingStored } from '../../support/core.js';
import { createMediaStage, type MediaStage } from '../../support/mediaStage.js';
import { documentMessage, envelope, imageMessage, videoMessage } from '../../support/whatsapp.js';

const MINUTE = 60_000;

describe('links to files', () => {
  let stage: MediaStage;
  let content: Buffer;
  const wait = (ms: number): void => {
    stage.gateway.now = new Date(stage.gateway.now.getTime() + ms);
  };
  const linkTo = async (message: string): Promise<string> => {
    await stage.gateway.services.media.copier.runDue();
    return (await stage.view(message))?.file?.url ?? '';
  };

  beforeEach(async () => {
    stage = await createMediaStage();
    content = randomBytes(200_000);
  });
  afterEach(() => stage.stop());

  it('work for a quarter of an hour', async () => {
    const link = await linkTo(await stage.receive(stage.provider.add(content)));
    expect(link).toMatch(/^https:\/\/lethe\.example\.org\/media\/[\w.-]+$/);
    wait(14 * MINUTE);
    expect((await stage.follow(link)).status).toBe(200);
    wait(2 * MINUTE);
    expect((await stage.follow(link)).status).toBe(404);
  });

  it('are for one message, and cannot be changed', async () => {
    const [a, b] = [
      await linkTo(await stage.receive(stage.provider.add(content))),
      await linkTo(await stage.receive(stage.provider.add(Buffer.from('another')))),
    ];
    const [, , , signatureOfA] = a.split('/media/')[1]?.split('.') ?? [];
    const forged = [...(b.split('/media/')[1]?.split('.').slice(0, 3) ?? []), signatureOfA].join('.');
    for (const token of [forged, 'x', '', 'a.b.c.d', `${a}x`, a.slice(0, -1), '../../v1/numbers'])
      expect((await stage.follow(`/media/${token}`)).status).toBe(404);
    const keys = await stage.gateway.core.keys.count(KEY_COLLECTIONS.keys, {});
    await stage.follow('/media/zzzz.nobody.nothing.xxxx');
    await stage.follow('/media/relay/nobody.xxxx');
    expect(await stage.gateway.core.keys.count(KEY_COLLECTIONS.keys, {})).toBe(keys);
  });

  it('give ranges', async () => {
    const link = await linkTo(
      await stage.receive(stage.provider.add(content, 'video/mp4'), {}, videoMessage),
    );
    const whole = await stage.follow(link);
    expect(whole.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': '200000' });
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=65530-65540', 65_530, 65_541],
      ['bytes=199990-', 199_990, 200_000],
      ['bytes=-5', 199_995, 200_000],
      ['bytes=100000-999999', 100_000, 200_000],
    ] as const) {
      const part = await stage.follow(link, { range });
      expect(part.status).toBe(206);
      expect(part.headers['content-range']).toBe(`bytes ${String(start)}-${String(end - 1)}/200000`);
      expect(part.body.equals(content.subarray(start, end))).toBe(true);
    }
    const out = await stage.follow(link, { range: 'bytes=200000-' });
    expect([out.status, out.headers['content-range']]).toEqual([416, 'bytes */200000']);
    expect((await stage.follow(link, { range: 'bytes=0-1,5-6' })).status).toBe(200);
    const head = await stage.follow(link, {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '200000', 0]);
  });

  it('let a stranger’s file do nothing in a browser', async () => {
    const html = stage.provider.add(Buffer.from('<script>alert(1)</script>'), 'text/html');
    const fileName = '../../évil"\r\nx-injected: 1.html';
    const message = await stage.receive(html, { fileName }, documentMessage);
    const { headers } = await stage.follow(await linkTo(message));
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
    expect(headers['content-disposition']).toBe(
      'attachment; filename="_vil___x-injected_ 1.html"; filename*=UTF-8\'\'%C3%A9vil___x-injected_%201.html',
    );
    expect(headers).not.toHaveProperty('x-injected');
    const image = await stage.follow(await linkTo(await stage.receive(stage.provider.add(content))));
    expect(image.headers).toMatchObject({ 'content-type': 'image/jpeg', 'content-disposition': 'inline' });
  });

  it('show nothing of an object that somebody changed', async () => {
    const link = await linkTo(await stage.receive(stage.provider.add(Buffer.from('small'))));
    const [key = ''] = await stage.keys();
    await stage.objects.put(
      key,
      (async function* () {
        yield randomBytes(57);
      })(),
      100,
    );
    expect((await stage.follow(link)).status).toBe(404);
  });

  it('wait a little for a file that is on its way, and say so when it does not come', async () => {
    const { links, copier } = stage.gateway.services.media;
    const { account } = stage.gateway;
    const message = await stage.receive(stage.provider.add(content));
    const link = await links.toStored({ account, message });
    const following = stage.follow(link);
    setTimeout(() => void copier.runDue(), 300);
    expect((await following).body.equals(content)).toBe(true);
    stage.provider.onDownload = (response) => response.writeHead(503).end();
    const never = await links.toStored({
      account,
      message: await stage.receive(stage.provider.add(content)),
    });
    await copier.runDue();
    const answer = await stage.follow(never);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
  }, 20_000);

  describe('under RELAY_ONLY', () => {
    const links: string[] = [];
    const relay = async (message: ReturnType<typeof imageMessage>): Promise<string> => {
      const { services } = stage.gateway;
      const stop = services.hub.subscribe({
        account: stage.gateway.account,
        numberIds: null,
        types: null,
        after: null,
      });
      const next = stop.next();
      await stage.gateway.receive(envelope({ messages: [message] }));
      const { value } = (await next) as { value: { data: { mediaLink?: string } } };
      await stop.return?.();
      links.push(value.data.mediaLink ?? '');
      return value.data.mediaLink ?? '';
    };
    beforeEach(async () => {
      const { core, account, number } = stage.gateway;
      await setNumberPiiMode(core, systemContext(account), { numberId: number._id, mode: 'RELAY_ONLY' });
    });

    it('stream from the provider as long as it has the file, and nothing is stored', async () => {
      const file = stage.provider.add(content, 'application/pdf');
      const at = stage.gateway.now;
      const fileName = 'canary-contract.pdf';
      const link = await relay(documentMessage({ mediaId: file.id, sha256: file.sha256, at, fileName }));
      expect(link).toMatch(/^https:\/\/lethe\.example\.org\/media\/relay\//);
      const answer = await stage.follow(link);
      expect(answer.body.equals(content)).toBe(true);
      expect(answer.headers['content-disposition']).toContain(fileName);
      expect(answer.headers['cache-control']).toBe('no-store');

      const text = Buffer.from(link.split('.').at(-1) ?? '', 'base64url').toString('latin1');
      for (const secret of ['canary', file.id, stage.gateway.number._id]) {
        expect(text).not.toContain(secret);
        expect(link).not.toContain(secret);
      }
      expect(await stage.rows()).toEqual([]);
      expect(await stage.keys()).toEqual([]);
      const stored = await everythingStored(stage.gateway.core);
      for (const secret of ['canary', file.id]) expect(stored).not.toContain(secret);

      stage.provider.remove(file.id);
      expect((await stage.follow(link)).status).toBe(404);
    });

    it('end with the provider’s own time, and cannot be changed', async () => {
      const file = stage.provider.add(content);
      const link = await relay(
        imageMessage({ mediaId: file.id, sha256: file.sha256, at: stage.gateway.now }),
      );
      expect((await stage.follow(`${link.slice(0, -2)}AA`)).status).toBe(404);
      wait(6 * 24 * 60 * MINUTE);
      expect((await stage.follow(link)).status).toBe(200);
      wait(2 * 24 * 60 * MINUTE);
      expect((await stage.follow(link)).status).toBe(404);
    });

    it('break off, and do not end, when the file is not what was announced', async () => {
      const file = stage.provider.add(content);
      const sha256 = randomBytes(32).toString('base64');
      const link = await relay(imageMessage({ mediaId: file.id, sha256, at: stage.gateway.now }));
      await expect(stage.follow(link)).rejects.toThrow();
    });
  });

  it('come with the events of stored messages', async () => {
    const { hub } = stage.gateway.services;
    const { account } = stage.gateway;
    const events = hub.subscribe({ account, numberIds: null, types: null, after: null });
    const next = events.next();
    await stage.receive(stage.provider.add(content));
    const { value } = (await next) as { value: { data: { mediaLink?: string } } };
    await events.return?.();
    await stage.gateway.services.media.copier.runDue();
    expect((await stage.follow(value.data.mediaLink)).body.equals(content)).toBe(true);
  });
});
