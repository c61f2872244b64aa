/** What happened to a send, in the order a reader looks for it. */
export type Step = 'ASKED' | 'DUE' | 'SENT' | 'DELIVERED' | 'READ' | 'FAILED' | 'CANCELED' | 'REDACTED';

interface Times {
  readonly createdAt: string;
  readonly deliverAt: string | null;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  readonly readAt: string | null;
  readonly failedAt: string | null;
  readonly canceledAt: string | null;
  readonly redactedAt: string | null;
}

/** The steps that a send has been through, by their time; of one instant, in the order they follow each other. */
export function stepsOf(entry: Times): readonly { readonly step: Step; readonly at: string }[] {
  const all: readonly (readonly [Step, string | null])[] = [
    ['ASKED', entry.createdAt],
    ['DUE', entry.deliverAt],
    ['SENT', entry.sentAt],
    ['DELIVERED', entry.deliveredAt],
    ['READ', entry.readAt],
    ['FAILED', entry.failedAt],
    ['CANCELED', entry.canceledAt],
    ['REDACTED', entry.redactedAt],
  ];
  return all
    .flatMap(([step, at]) => (at === null ? [] : [{ step, at }]))
    .sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
}
