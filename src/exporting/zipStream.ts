import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file of an archive; its content is asked for when those before it are written. */
export interface ZipEntry {
  readonly name: string;
  /** Pictures, sound and films are compressed already. */
  readonly isCompressed: boolean;
  readonly content: AsyncIterable<Buffer>;
  /** Told when it is written. */
  readonly written?: (file: WrittenFile) => void;
}

export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the content, hex. */
  readonly sha256: string;
}

/** Only the owner of the unpacked files may read them. */
const MODE = 0o100600;

/**
 * A zip archive as it is made, one entry after the other: nothing is held but what is on its way. Zip64 where it needs to
 * be. What the entries throw breaks the stream, so that half an archive is never taken for a whole one.
 */
export function zipStream(entries: AsyncIterable<ZipEntry>, mtime: Date): Readable {
  const zip = new ZipFile();
  const output = new PassThrough();
  zip.outputStream.pipe(output);
  let current: Readable | null = null;
  output.once('close', () => current?.destroy());
  zip.on('error', (error: Error) => output.destroy(error));
  const write = async (): Promise<void> => {
    for await (const { name, isCompressed, content, written } of entries) {
      const hash = createHash('sha256');
      let bytes = 0;
      const counted = async function* (): AsyncGenerator<Buffer> {
        for await (const chunk of content) {
          hash.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      };
      current = Readable.from(counted(), { objectMode: false });
      const done = finished(current);
      zip.addReadStreamLazy(name, { compress: isCompressed, mtime, mode: MODE }, givenOnce(current));
      await done;
      written?.({ name, bytes, sha256: hash.digest('hex') });
    }
    zip.end();
  };
  write().catch((error: unknown) =>
    output.destroy(error instanceof Error ? error : new Error('Not written.')),
  );
  return output;
}

/** The archive's list of its entries keeps this function to the end, and what it knows of: no stream that was read. */
function givenOnce(stream: Readable): (give: (error: null, stream: Readable) => void) => void {
  let left: Readable | null = stream;
  return (give) => {
    const given = left;
    left = null;
    if (given) give(null, given);
  };
}
