import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { eventually, startTestApp, type Session, type TestApp } from '../support/app.js';
import { createTestNumber } from '../support/number.js';
import { findVersitygw } from '../support/storage/findVersitygw.js';
import { localPlace, s3Place, type Place } from '../support/storage/places.js';
import { DEFAULT_PHONE_NUMBER_ID, documentMessage, envelope } from '../support/whatsapp.js';
import { MessageFilesDocument, SetNumberPiiModeDocument } from './generated/operations.js';

const CANARY = 'canary-file-5521';

const versitygw = findVersitygw();

function filesSuite(where: string, openPlace: () => Promise<Place>): void {
  describe(`files of messages, ${where}`, () => {
    let place: Place;
    let double: ProviderDouble;
    let app: TestApp;
    let admin: Session;
    let number: { numberId: string; apiKey: string };
    const content = Buffer.concat([Buffer.alloc(150_000, CANARY), randomBytes(50_000)]);

    const receive = async (fileName: string): Promise<string> => {
      const { id, sha256, mimeType } = double.media.add({ bytes: content, mimeType: 'application/pdf' });
      const message = documentMessage({ mediaId: id, sha256, mimeType, fileName, at: app.now });
      const answer = await app.postWebhook(number.numberId, envelope({ messages: [message] }));
      expect(answer.status).toBe(200);
      return id;
    };
    const fileOf = async (id: string) => {
      const { messages } = await admin.run(MessageFilesDocument, { numberId: number.numberId });
      return messages.edges.map(({ node }) => node.media).find((media) => media?.id === id) ?? null;
    };
    const storedFile = (id: string) =>
      eventually(async () => {
        const file = await fileOf(id);
        return file?.state === 'STORED' ? file : null;
      }, 20_000);

    beforeAll(async () => {
      place = await openPlace();
      double = createProviderDouble({ statuses: [] });
      await double.start();
      app = await startTestApp({ settings: { ...place.settings, WHATSAPP_API_URL: double.url } });
      admin = await app.signIn();
      number = await createTestNumber(admin);
    });
    afterAll(async () => {
      await app.stop();
      await double.stop();
      await place.close();
    });

    it('are to be had by GraphQL’s link, by REST’s, and as base64', async () => {
      const id = await receive(`${CANARY}.pdf`);
      const file = await storedFile(id);
      expect(file.bytes).toBe(content.length);
      const answer = await fetch(file.url ?? '');
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
      expect(answer.headers.get('content-disposition')).toContain(`${CANARY}.pdf`);
      const part = await fetch(file.url ?? '', { headers: { range: 'bytes=149990-150010' } });
      expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(149_990, 150_011))).toBe(true);

      const { body } = await app.rest('/v1/messages/history', number.apiKey);
      const [message] = body['messages'] as { media: { id: string; url: string } }[];
      expect(message?.media.id).toBe(id);
      const again = await fetch(message?.media.url ?? '');
      expect(Buffer.from(await again.arrayBuffer()).equals(content)).toBe(true);

      const whole = await app.rest(`/v1/media/${id}?phoneNumberId=${DEFAULT_PHONE_NUMBER_ID}`, number.apiKey);
      expect(whole.body).toMatchObject({
        mimeType: 'application/pdf',
        fileName: `${CANARY}.pdf`,
        mediaId: id,
      });
      const decoded = Buffer.from(String(whole.body['base64']), 'base64');
      expect(createHash('sha256').update(decoded).digest()).toEqual(
        createHash('sha256').update(content).digest(),
      );
      for (const other of [`/v1/media/${id}0`, `/v1/media/${id}?phoneNumberId=1`])
        expect((await app.rest(other, number.apiKey)).status).toBe(404);
    });

    it('lie there sealed, and nothing of them is logged', async () => {
      const id = await receive('second.pdf');
      await storedFile(id);
      expect(await place.count()).toBe(2);
      const stored = await place.bytes();
      expect(stored.length).toBeGreaterThan(2 * content.length);
      for (const secret of [CANARY, id]) expect(stored).not.toContain(secret);
      for (const secret of [CANARY, id]) expect(app.logged.join('\n')).not.toContain(secret);
    });

    it('are kept after the provider was out of reach for a while', async () => {
      double.fault({ on: 'media', does: { kind: 'REFUSE', code: 131016, status: 503 }, times: 1 });
      const id = await receive('late.pdf');
      const media = app.database.db.collection(COLLECTIONS.media);
      await eventually(async () => media.findOne({ state: 'PENDING', reason: 'UNREACHABLE' }));
      expect(await fileOf(id)).toMatchObject({ state: 'PENDING', url: null, bytes: null });
      app.now = new Date(app.now.getTime() + 60_000);
      await app.app.runJob('copyMedia');
      await storedFile(id);
    });

    it('are gone, every version of them, once the number stores nothing', async () => {
      const id = await receive('last.pdf');
      const { url } = await storedFile(id);
      const { numberId } = number;
      await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY' } });
      expect((await fetch(url ?? '')).status).toBe(404);
      expect((await app.rest(`/v1/media/${id}`, number.apiKey)).status).toBe(404);
      expect(await place.count()).toBe(4);
      await app.app.runJob('runNumberRetention');
      expect(await place.count()).toBe(0);
      expect(await app.database.db.collection(COLLECTIONS.media).countDocuments()).toBe(0);
      await receive('not-stored.pdf');
      await app.app.runJob('copyMedia');
      expect(await place.count()).toBe(0);
      expect(await place.bytes()).not.toContain(CANARY);
    });
  });
}

filesSuite('on the local disk', localPlace);
if (versitygw.kind === 'FOUND') filesSuite('in S3, with versions', () => s3Place(versitygw.program));
else
  describe.skip(`files of messages, in S3: ${versitygw.reason}`, () => it('is not tried', () => undefined));
