import { createHash } from 'node:crypto';
import { BSON } from 'mongodb';
import { z } from 'zod';
import type { Doc } from '../events/documents.js';

/**
 * What a backup's file is, gzipped: lines of text. The first says what it is, each collection begins with a line that names
 * it, a document is a line of BSON in base64, and the last line is the count of each collection and the SHA-256 of
 * all lines before, their ends included. So it is written and read as a stream, and a cut one is recognised.
 */
export const FORMAT = 1;

export type Holds = 'DATA' | 'KEYS';

export const headerSchema = z.object({
  lethe: z.literal('backup'),
  /** Of the file. */
  format: z.number().int(),
  holds: z.enum(['DATA', 'KEYS']),
  /** Of the program that wrote it. */
  version: z.string(),
  /** Of what is in it (src/migrations). */
  schema: z.number().int(),
  at: z.iso.datetime().transform((text) => new Date(text)),
});
export type Header = z.output<typeof headerSchema>;

export const collectionSchema = z.object({ collection: z.string() });

export const trailerSchema = z.object({
  counts: z.record(z.string(), z.number().int()),
  sha256: z.string(),
});
export type Trailer = z.output<typeof trailerSchema>;

/** It cannot be restored; the message says why. */
export class UnusableBackup extends Error {
  override readonly name = 'UnusableBackup';
}

export function encode(doc: Doc): string {
  return Buffer.from(BSON.serialize(doc)).toString('base64');
}

export function decode(line: string): Doc {
  return BSON.deserialize(Buffer.from(line, 'base64'), { promoteBuffers: true }) as unknown as Doc;
}

/** The running checksum of lines. */
export function createLineHash(): { add(line: string): void; hex(): string } {
  const hash = createHash('sha256');
  return {
    add: (line) => {
      hash.update(line).update('\n');
    },
    hex: () => hash.copy().digest('hex'),
  };
}
