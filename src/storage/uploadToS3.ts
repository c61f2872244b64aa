import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { limited } from './objectStore.js';
import type { S3Place } from './s3Versions.js';

/** Amazon takes parts from 5 MiB on, and 10,000 of them: up to 80 GB, with this much held in memory. */
const PART_BYTES = 8 * 1024 * 1024;
const CONTENT_TYPE = 'application/octet-stream';

/** Uploads a body whose length nobody knows yet: at once where it is short, else in parts. Gives its size. */
export async function uploadToS3(
  { client, bucket }: S3Place,
  key: string,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<number> {
  const object = { Bucket: bucket, Key: key };
  const parts = inParts(limited(body, maxBytes));
  const first = (await parts.next()).value ?? Buffer.alloc(0);
  if (first.length < PART_BYTES) {
    await client.send(new PutObjectCommand({ ...object, Body: first, ContentType: CONTENT_TYPE }));
    return first.length;
  }
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...object, ContentType: CONTENT_TYPE }),
  );
  const upload = { ...object, UploadId };
  try {
    let bytes = 0;
    const done: CompletedPart[] = [];
    const send = async (part: Buffer): Promise<void> => {
      const PartNumber = done.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body: part }));
      done.push({ ETag, PartNumber });
      bytes += part.length;
    };
    await send(first);
    for await (const part of parts) await send(part);
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: done } }));
    return bytes;
  } catch (error) {
    // Where this fails as well, discardUnfinished finds it later.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/** Gathers chunks into parts that are all full but the last, which may be none. */
async function* inParts(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined, undefined> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < PART_BYTES) continue;
    const all = Buffer.concat(waiting);
    let start = 0;
    for (; all.length - start >= PART_BYTES; start += PART_BYTES) {
      yield all.subarray(start, start + PART_BYTES);
    }
    waiting = [all.subarray(start)];
    bytes = all.length - start;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
  return undefined;
}
