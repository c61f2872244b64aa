import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { SECOND_MS } from '../lib/clock.js';
import { assertObjectKey } from './objectKey.js';
import { ObjectStoreUnusable, type ObjectInfo, type ObjectStore } from './objectStore.js';
import { uploadToS3 } from './uploadToS3.js';
import { listUploads, listVersions, type S3Place } from './s3Versions.js';

export interface S3Settings {
  /** Null: Amazon's own, by the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const CONNECT_MS = 5 * SECOND_MS;
/** Until an answer begins, and between two of its parts. */
const SILENCE_MS = 30 * SECOND_MS;

/** Objects in a bucket of any server that speaks Amazon's S3 protocol. */
export function createS3ObjectStore(settings: S3Settings): ObjectStore {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = settings;
  const client = new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    // Elsewhere than at Amazon's a bucket has no host name of its own.
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    // What the newest servers alone know; the content's own seal says whether it is whole.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: SILENCE_MS,
      throwOnRequestTimeout: true,
      socketTimeout: SILENCE_MS,
    },
  });
  const place: S3Place = { client, bucket };

  const deleteVersions = async (key: string): Promise<boolean> => {
    let isAnyLeft = false;
    for await (const version of listVersions(place, key)) {
      if (version.key !== key) continue;
      isAnyLeft = true;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version.id }));
    }
    return isAnyLeft;
  };

  const list = async function* (prefix: string): AsyncGenerator<ObjectInfo, void, undefined> {
    const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
    for await (const { Contents = [] } of pages) {
      for (const { Key: key = '', Size: bytes = 0, LastModified: modifiedAt = new Date() } of Contents)
        yield { key, bytes, modifiedAt };
    }
  };

  return {
    description: `bucket ${bucket}${endpoint === null ? '' : ` at ${new URL(endpoint).host}`}`,
    open: async () => {
      try {
        await client.send(new HeadBucketCommand({ Bucket: bucket }));
      } catch (error) {
        throw asMistake(error);
      }
    },
    put: (key, body, maxBytes) => {
      assertObjectKey(key);
      return uploadToS3(place, key, body, maxBytes);
    },
    get: async (key, range) => {
      assertObjectKey(key);
      const Range = range && `bytes=${range.start}-${range.end - 1}`;
      const answer = await orNull(client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range })));
      return (answer?.Body as AsyncIterable<Buffer> | undefined) ?? null;
    },
    stat: async (key) => {
      assertObjectKey(key);
      const found = await orNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
      return (
        found && {
          key,
          bytes: found.ContentLength ?? 0,
          modifiedAt: found.LastModified ?? new Date(),
        }
      );
    },
    delete: async (key) => {
      assertObjectKey(key);
      try {
        // Until nothing is found: one that is being written just now is a further version.
        while (await deleteVersions(key));
      } catch (error) {
        if (!isUnknownCall(error)) throw error;
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      }
    },
    list: async function* (prefix) {
      let isSupported = false;
      try {
        let last = '';
        for await (const { key, bytes, modifiedAt } of listVersions(place, prefix)) {
          isSupported = true;
          if (key !== last) yield { key, bytes, modifiedAt };
          last = key;
        }
      } catch (error) {
        if (isSupported || !isUnknownCall(error)) throw error;
        yield* list(prefix);
      }
    },
    discardUnfinished: async (prefix, before) => {
      for await (const { key, uploadId, startedAt } of listUploads(place, prefix)) {
        if (startedAt >= before) continue;
        const upload = { Bucket: bucket, Key: key, UploadId: uploadId };
        await orNull(client.send(new AbortMultipartUploadCommand(upload)));
      }
    },
    close: async () => {
      client.destroy();
    },
  };
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** Null for what is not there. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/** Some servers keep no versions and do not know the call; then there is one version, and it goes by its name. */
function isUnknownCall(error: unknown): boolean {
  return statusOf(error) === 501 || (error as Error).name === 'NotImplemented';
}

/** What the operator must mend; anything else is passed on as it is. */
function asMistake(error: unknown): unknown {
  switch (statusOf(error)) {
    case 301:
    case 400:
      return new ObjectStoreUnusable('S3_BUCKET is not in S3_REGION, or S3_ENDPOINT serves no S3.');
    case 401:
    case 403:
      return new ObjectStoreUnusable(
        'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are refused for the bucket that S3_BUCKET names.',
      );
    case 404:
      return new ObjectStoreUnusable('S3_BUCKET names no bucket that S3_ACCESS_KEY_ID may see.');
    default:
      return error;
  }
}
