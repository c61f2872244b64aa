import { expect } from '@jest/globals';
import { chatReadCutoff, isReadable } from '../../../src/domain/retentionRules.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../../src/events/collections.js';
import type { Commit } from '../../../src/events/eventStore.js';
import type { Doc, Filter } from '../../../src/events/documents.js';
import type { Payload } from '../../../src/events/vault.js';
import { messageIdOf } from '../../../src/projections/messageIds.js';
import { forgottenSubjects } from '../../../src/projections/forgetting.js';
import {
  accountPolicy,
  numberPolicy,
  type AccountRow,
  type MessageRow,
  type NumberRow,
} from '../../../src/projections/rows.js';
import { everythingStored } from '../core.js';
import { NUMBERS } from './commands.js';
import type { Model } from './model.js';
import type { World } from './world.js';

/** Holds what is stored, and what can be read of it, against the model. */
export async function verify(world: World, model: Model): Promise<void> {
  const { documents } = world.core;
  const stored = await everythingStored(world.core);
  expect(stored).not.toMatch(/canary|\+49170|group-g1/);

  // Exactly what is not erased opens to its content: no more (invariant 1), no less (invariant 5).
  const canaries = [
    ...model
      .messages()
      .flatMap(({ text, isErased }) => (text === null || isErased ? [] : [`canary-text-${text}.`])),
    ...model.log.sends().flatMap(({ key, hasPii }) => (hasPii ? [`canary-text-${key}.`] : [])),
    ...model.subjects().map((name) => `canary-name-${name.split('/')[1] ?? ''}.`),
  ].sort();
  const opened = (await world.opened()).flatMap((text) => text.match(/canary-[^.]+\./g)?.[0] ?? []).sort();
  expect(opened).toEqual(canaries);

  const messageIds = await Promise.all(model.messages().map(({ number, key }) => idOf(world, number, key)));
  expect(await idsIn(world, COLLECTIONS.messages)).toEqual([...messageIds].sort());
  const statusIds = await Promise.all(
    model.statuses().map((name) => {
      const [number = '', key = ''] = name.split('/');
      return idOf(world, number, key);
    }),
  );
  expect(await idsIn(world, COLLECTIONS.statuses)).toEqual([...statusIds].sort());
  const subjects = await idsIn(world, COLLECTIONS.conversations);
  expect(subjects).toHaveLength(model.subjects().length);

  const commits = await documents.find<Commit>(COLLECTIONS.commits, {});
  const streams = (kind: string): string[] =>
    [...new Set(commits.map(({ stream }) => stream))]
      .filter((stream) => stream.startsWith(`${kind}:`))
      .map((stream) => stream.slice(kind.length + 1))
      .sort();
  expect(streams('message')).toEqual([...messageIds].sort());
  expect(streams('status')).toEqual([...statusIds].sort());
  const forgotten = await forgottenSubjects(documents);
  const secrets = await world.core.keys.count(KEY_COLLECTIONS.subjects, { _id: { $in: [...forgotten] } });
  expect(secrets).toBe(0);
  expect(streams('contact').filter((id) => !forgotten.has(id))).toEqual(subjects);

  const payloads = await documents.find<Payload>(COLLECTIONS.payloads, {});
  const ofNumbers = payloads.filter(({ scope }) => scope.startsWith('number:'));
  const ofLogs = payloads.filter(({ scope }) => scope.startsWith('sendLog:'));
  expect(ofLogs).toHaveLength(model.log.sends().filter(({ hasPii }) => hasPii).length);
  const withContent = model.messages().filter(({ text, isErased }) => text !== null && !isErased);
  // Of a status: what the provider calls the message.
  expect(ofNumbers).toHaveLength(withContent.length + subjects.length + statusIds.length);
  const unread = await idsIn(world, COLLECTIONS.messages, { unread: true });
  expect(unread).toEqual(messageIds.filter((_id, index) => model.messages()[index]?.isUnread).sort());

  await verifyGate(world, model);
  await verifyLog(world, model);
}

/** Entries stay for ever; their PII is shown while it is kept and no policy has ended it (invariants 1, 2 and 3). */
async function verifyLog(world: World, model: Model): Promise<void> {
  const sends = model.log.sends();
  expect(await world.core.documents.count(COLLECTIONS.sendLog, {})).toBe(sends.length);
  const views = await Promise.all(sends.map((send) => world.log.find(send)));
  for (const [index, send] of sends.entries()) {
    const view = views[index];
    const isShown = send.hasPii && model.log.isReadable(send);
    expect(view?.pii?.content ?? null).toBe(isShown ? `canary-text-${send.key}.` : null);
    expect(view?.redactedBy === null).toBe(isShown);
    if (isShown && view?.expiresAt) expect(view.expiresAt > world.core.clock()).toBe(true);
  }
}

/** Invariant 2, at the rows: what the gate of every surface lets through, even when no sweep ever runs. */
async function verifyGate(world: World, model: Model): Promise<void> {
  const { documents, clock } = world.core;
  for (const number of NUMBERS) {
    const row = await documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: world.numberId(number) });
    const account = row && (await documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: row.account }));
    if (!row || !account) throw new Error('rows are missing');
    const cutoff = chatReadCutoff(accountPolicy(account), numberPolicy(row), clock());
    for (const message of model.messages().filter((candidate) => candidate.number === number)) {
      const found = await documents.findOne<MessageRow>(COLLECTIONS.messages, {
        _id: await idOf(world, number, message.key),
        account: row.account,
      });
      expect(found && isReadable(found.at, cutoff)).toBe(model.isReadable(number, message.at));
    }
  }
}

function idOf(world: World, number: string, key: string): Promise<string> {
  return messageIdOf(world.core, world.accountId(number.slice(0, 1)), world.numberId(number), key);
}

async function idsIn(world: World, collection: string, filter: Filter = {}): Promise<string[]> {
  return (await world.core.documents.find<Doc>(collection, filter)).map(({ _id }) => _id).sort();
}
