import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { newObjectKey } from '../../../src/storage/objectKey.js';
import { ObjectStoreUnusable } from '../../../src/storage/objectStore.js';
import { createS3ObjectStore, type S3Settings } from '../../../src/storage/s3ObjectStore.js';
import { inChunks, objectStoreContract } from '../../support/contract/objectStore.js';
import { findVersitygw } from '../../support/storage/findVersitygw.js';
import { startS3, type TestS3 } from '../../support/storage/startS3.js';

const found = findVersitygw();

const onServer = (bucket: 'versioned' | 'plain') => async () => {
  if (found.kind === 'MISSING') throw new Error(found.reason);
  const s3 = await startS3(found.program);
  const store = createS3ObjectStore(s3[bucket]);
  const close = async (): Promise<void> => {
    await store.close();
    await s3.stop();
  };
  return { store, close };
};

if (found.kind === 'MISSING') {
  describe.skip(`objects: in S3: ${found.reason}`, () => it('is not tried', () => undefined));
} else {
  objectStoreContract('in S3, with versions', onServer('versioned'));
  objectStoreContract('in S3, without versions', onServer('plain'));

  describe('objects in S3', () => {
    let s3: TestS3;
    beforeAll(async () => {
      s3 = await startS3(found.program);
    });
    afterAll(() => s3.stop());
    const text = (content: string) => inChunks(Buffer.from(content));
    const versionsOf = async (Prefix: string): Promise<number> => {
      const page = await s3.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix }));
      return (page.Versions ?? []).length + (page.DeleteMarkers ?? []).length;
    };

    it('leave no version and no marker when they are deleted, however they were deleted before', async () => {
      const store = createS3ObjectStore(s3.versioned);
      const key = newObjectKey('media', 'account');
      for (const content of ['one', 'two', 'three']) await store.put(key, text(content), 10);
      await s3.client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: key }));
      expect(await store.get(key)).toBeNull();
      expect(await versionsOf(key)).toBe(4);
      const listed: string[] = [];
      for await (const info of store.list('media/account/')) listed.push(info.key);
      expect(listed).toEqual([key]);
      await store.delete(key);
      expect(await versionsOf(key)).toBe(0);
      await store.close();
    });

    it('leave no uploads of writers that died', async () => {
      const store = createS3ObjectStore(s3.versioned);
      const key = newObjectKey('media', 'dead');
      const open = { Bucket: 'versioned', Key: key };
      await s3.client.send(new CreateMultipartUploadCommand(open));
      const uploads = async (): Promise<number> => {
        const page = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: 'versioned' }));
        return (page.Uploads ?? []).length;
      };
      expect(await uploads()).toBe(1);
      await store.discardUnfinished('media/dead/', new Date(Date.now() - 3_600_000));
      expect(await uploads()).toBe(1);
      await store.discardUnfinished('media/dead/', new Date(Date.now() + 60_000));
      expect(await uploads()).toBe(0);
      await store.close();
    });

    it.each<[string, (good: S3Settings) => S3Settings, string]>([
      ['a wrong secret', (good) => ({ ...good, secretAccessKey: 'wrong' }), 'S3_SECRET_ACCESS_KEY'],
      ['an unknown key', (good) => ({ ...good, accessKeyId: 'nobody' }), 'S3_ACCESS_KEY_ID'],
      ['no such bucket', (good) => ({ ...good, bucket: 'nowhere' }), 'S3_BUCKET'],
    ])('say at the start what is wrong: %s', async (_what, change, name) => {
      const settings = change(s3.versioned);
      const store = createS3ObjectStore(settings);
      const error: unknown = await store.open().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ObjectStoreUnusable);
      expect((error as Error).message).toContain(name);
      expect((error as Error).message).not.toContain(settings.secretAccessKey);
      await store.close();
    });
  });
}
