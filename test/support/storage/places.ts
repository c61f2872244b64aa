import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startS3, type TestS3 } from './startS3.js';

/** Where files are, seen from outside of the product. */
export interface Place {
  readonly settings: Readonly<Record<string, string>>;
  /** Everything that is on its disks. */
  bytes(): Promise<string>;
  /** Files, or versions of objects. */
  count(): Promise<number>;
  close(): Promise<void>;
}

async function everyFileOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
async function bytesOf(folder: string): Promise<string> {
  const files = await everyFileOf(folder);
  return (await Promise.all(files.map(async (file) => (await readFile(file)).toString('latin1')))).join('\n');
}

/** A folder of the local disk. */
export async function localPlace(): Promise<Place> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-media-'));
  return {
    settings: { DATA_DIR: folder },
    bytes: () => bytesOf(folder),
    count: async () => (await everyFileOf(path.join(folder, 'objects'))).length,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A bucket that keeps versions, of a real S3 server. */
export interface VersionedPlace extends Place {
  /** Names of its objects: once for each version, a delete marker being one. */
  versions(): Promise<readonly string[]>;
  /** Beside us somebody writes over an object (`isGone`: and then deletes it), as its owner can. */
  overwrite(key: string, isGone: boolean): Promise<void>;
}

export async function s3Place(program: string): Promise<VersionedPlace> {
  const s3: TestS3 = await startS3(program);
  const { endpoint, bucket, accessKeyId, secretAccessKey } = s3.versioned;
  const versions = async (): Promise<string[]> => {
    const { Versions = [], DeleteMarkers = [] } = await s3.client.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key).sort();
  };
  return {
    settings: {
      S3_ENDPOINT: endpoint ?? '',
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    bytes: () => bytesOf(s3.folder),
    versions,
    count: async () => (await versions()).length,
    overwrite: async (Key, isGone) => {
      await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'another version' }));
      if (isGone) await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    },
    close: () => s3.stop(),
  };
}
