import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { findFreePort } from '../../../src/database/freePort.js';
import type { S3Settings } from '../../../src/storage/s3ObjectStore.js';

/** A running S3 server with two buckets. */
export interface TestS3 {
  /** Of a bucket that keeps versions. */
  readonly versioned: S3Settings;
  /** Of one that does not. */
  readonly plain: S3Settings;
  /** Asks it as its owner does, beside our store. */
  readonly client: S3Client;
  /** Where its files are: what to search for what must not be there. */
  readonly folder: string;
  stop(): Promise<void>;
}

const READY_MS = 20_000;

export async function startS3(program: string): Promise<TestS3> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-s3-'));
  const data = path.join(folder, 'data');
  const versions = path.join(folder, 'versions');
  await Promise.all([mkdir(data), mkdir(versions)]);
  const accessKeyId = `test-${randomBytes(4).toString('hex')}`;
  const secretAccessKey = randomBytes(20).toString('hex');
  const port = await findFreePort();
  const child = spawn(
    program,
    ['--port', `127.0.0.1:${String(port)}`, 'posix', '--versioning-dir', versions, data],
    { env: { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey }, stdio: 'ignore' },
  );
  const stop = async (): Promise<void> => {
    client.destroy();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${String(port)}`;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials });
  try {
    await ready(client);
    await client.send(new CreateBucketCommand({ Bucket: 'plain' }));
    await client.send(
      new PutBucketVersioningCommand({
        Bucket: 'versioned',
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const settings = (bucket: string): S3Settings => ({
    endpoint,
    region: 'us-east-1',
    bucket,
    ...credentials,
  });
  return { versioned: settings('versioned'), plain: settings('plain'), client, folder, stop };
}

async function ready(client: S3Client): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: 'versioned' }));
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(50);
    }
  }
}
