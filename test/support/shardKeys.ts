import type { CommandStartedEvent } from 'mongodb';
import { SHARD_KEYS } from '../../src/events/sharding.js';

/** How much of its collection's shard key a command names: `ONE` shard's part, those of one `ACCOUNT`, or `ALL`. */
export type Reach = 'ONE' | 'ACCOUNT' | 'ALL';

export interface Asked {
  readonly collection: string;
  readonly operation: string;
  readonly reach: Reach;
  /** Whether it writes exactly one document, for which MongoDB wants the whole key. */
  readonly isSingle: boolean;
  /** The fields of the filter: what a reader recognises it by, without any value. */
  readonly fields: string;
}

const REBUILD = '`lethe rebuild` makes all read models anew, with the gateways stopped';
const DUE =
  'each worker looks every five seconds for what nobody told it of, by a sparse index of what is open';
const FILES = 'the same for files that are still to be copied, or to be deleted';
const LOST = 'hourly, by a sparse index of what no target has taken';
const GAUGE = 'a metric, at most every five seconds, by the same index';

/**
 * What asks all shards all the same, with why; docs/scaling.md has them for operators. None of it is part of taking in,
 * reading, sending or delivering a message.
 */
export const EVERYWHERE: Readonly<Record<string, string>> = {
  'calls delete {}': REBUILD,
  'commits find {stream}': REBUILD,
  'commits find {}': REBUILD,
  'conversations delete {}': REBUILD,
  'deliveries aggregate {$or,dueAt}': DUE,
  'deliveries aggregate {dueAt}': GAUGE,
  'deliveries aggregate {lostAt}': LOST,
  'media aggregate {dueAt,number,state}': FILES,
  'media aggregate {dueAt,state}': FILES,
  'messages delete {}': REBUILD,
  'recordings delete {}': REBUILD,
  'relayed aggregate {expiresAt,isDone,isLost}': LOST,
  'sendLog delete {}': REBUILD,
  'statuses delete {}': REBUILD,
};

type Json = Readonly<Record<string, unknown>>;

/** What a command asks of sharded collections; empty for all others. */
export function askedOf({
  command,
  commandName,
}: Pick<CommandStartedEvent, 'command' | 'commandName'>): Asked[] {
  const parts = command as Json;
  const collection = String(parts[commandName]);
  if (!(collection in SHARD_KEYS)) return [];
  const asked = (filter: Json, isSingle = false): Asked => ({
    collection,
    operation: commandName,
    reach: reachOf(collection, filter),
    isSingle,
    fields: Object.keys(filter).sort().join(','),
  });
  switch (commandName) {
    case 'find':
      return [asked(parts['filter'] as Json)];
    case 'count':
    case 'distinct':
      return [asked(parts['query'] as Json)];
    case 'aggregate':
      return isChangeStream(parts) ? [] : [asked(leadingMatch(parts['pipeline'] as Json[]))];
    case 'insert':
      return (parts['documents'] as Json[]).map((document) => asked(keyOf(collection, document), true));
    case 'update':
      return (parts['updates'] as Json[]).map(({ q, multi }) => asked(q as Json, multi !== true));
    case 'delete':
      return (parts['deletes'] as Json[]).map(({ q, limit }) => asked(q as Json, limit === 1));
    case 'findAndModify':
      return [asked(parts['query'] as Json, true)];
    default:
      return [];
  }
}

function isChangeStream({ pipeline }: Json): boolean {
  return (pipeline as Json[]).some((stage) => '$changeStream' in stage);
}

/** MongoDB joins what several stages match before it looks for shards. */
function leadingMatch(pipeline: readonly Json[]): Json {
  const end = pipeline.findIndex((stage) => !('$match' in stage));
  return Object.assign(
    {},
    ...pipeline.slice(0, end === -1 ? undefined : end).map((stage) => stage['$match']),
  ) as Json;
}

function keyOf(collection: string, document: Json): Json {
  const key = SHARD_KEYS[collection] ?? [];
  return Object.fromEntries(key.flatMap((field) => (field in document ? [[field, document[field]]] : [])));
}

function reachOf(collection: string, filter: Json): Reach {
  const [first = '', second = ''] = SHARD_KEYS[collection] ?? [];
  if (!isNamed(filter[first])) return 'ALL';
  return isNamed(filter[second]) ? 'ONE' : 'ACCOUNT';
}

/** Equal to a value, or to one of some. */
function isNamed(condition: unknown): boolean {
  if (typeof condition === 'string') return true;
  if (typeof condition !== 'object' || condition === null) return false;
  return '$in' in condition || '$eq' in condition;
}
