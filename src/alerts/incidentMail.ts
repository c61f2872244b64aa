import type { Mail } from '../lib/mailer.js';
import type { Left } from './countLeft.js';
import type { IncidentKind } from '../domain/incident.js';
import type { IncidentPlace, IncidentRow } from './incidentRow.js';

const WHAT: Readonly<Record<IncidentKind, string>> = {
  STORE_UNREACHABLE: 'the object store could not be reached',
  PROVIDER_UNREACHABLE: 'the third party could not be reached',
  FAILED: 'it broke off with an error',
  NO_PROGRESS: 'none of the records that are due could be deleted',
  BROKEN_OFF: 'it broke off with an error',
  LASTING: 'some of the records that are due could not be deleted for a day and more',
  OVERDUE: 'records are still there although they should be gone by now',
  ERASURE_FAILING: 'a place could not be reached, and was tried several times',
  DATABASE_UNREACHABLE: 'the database could not be reached',
};

const PLACE: Readonly<Record<IncidentPlace['what'], string>> = {
  RUN: 'the cleanup',
  RECORDS: 'the cleanup',
  ERASURE: 'the erasure of a person',
  DATABASE: 'the cleanup',
  RECORDINGS: 'the cleanup of call recordings in the object store',
  THIRD_PARTY: 'the cleanup of call data at the third party',
  WEBHOOKS: 'the cleanup of webhook deliveries',
  CALLS: 'the cleanup of calls',
  CONVERSATIONS: 'the cleanup of conversations',
  NUMBERS: "the cleanup of what a number's PII mode no longer allows to keep",
  API_KEYS: 'the cleanup of PII in the send log',
};

/** The mail of an incident's beginning or end, in short lines. It names ids, counts and times: no PII. */
export function incidentMail({
  row,
  accountName,
  left,
  publicUrl,
}: {
  readonly row: IncidentRow;
  readonly accountName: string;
  readonly left: Left | null;
  readonly publicUrl: string;
}): Omit<Mail, 'to'> {
  const { place, kind, reason, since, resolvedAt, sweep } = row;
  const subject = PLACE[place.what];
  const where = [
    ...(publicUrl === '' || place.erasure !== undefined ? [] : [`${publicUrl}/sweeps`]),
    ...(sweep === null ? [] : [`sweep ${sweep} in the log`]),
    ...(place.erasure === undefined ? [] : [`erasure ${place.erasure} in GraphQL and in the log`]),
    'npx lethe doctor',
  ];
  const head = [`Account: ${accountName}`, ...(place.number === null ? [] : [`Number: ${place.number}`])];
  const lines =
    row.notice === 'RESOLVED'
      ? [
          `${capital(subject)} works again.`,
          ...(place.erasure === undefined
            ? ['What was due meanwhile is deleted, or is by the next cleanups.']
            : ['What had failed is done.']),
          '',
          ...head,
          `From ${since.toISOString()} to ${(resolvedAt ?? since).toISOString()}`,
        ]
      : [
          `${capital(subject)} is held up:`,
          WHAT[kind],
          `(${reason}).`,
          '',
          ...head,
          `Since: ${since.toISOString()}`,
          ...(place.erasure === undefined ? leftLines(left) : []),
          '',
          ...meanwhile(place),
          'Where to look:',
          ...where.map((line) => `  ${line}`),
          '',
          'There is one mail when it is over, and none before.',
        ];
  const what = row.notice === 'RESOLVED' ? 'works again' : 'is held up';
  return { subject: `Lethe: ${subject} ${what}`, text: `${lines.join('\n')}\n` };
}

function meanwhile({ erasure }: IncidentPlace): readonly string[] {
  return erasure === undefined
    ? ['What is past its window cannot be read by anybody meanwhile,', 'and each cleanup tries again.']
    : ['The other places are done, or being done,', 'and this one is tried every half hour.'];
}

function leftLines(left: Left | null): readonly string[] {
  if (left === null) return ['Not deleted: could not be counted'];
  if (left.length === 0) return ['Not deleted: nothing is left'];
  return ['Not deleted:', ...left.map((entry) => `  ${entry.class} ${String(entry.count)}`)];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
