import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { DeliveryAttempt, DeliveryRow } from '../projections/webhookRows.js';
import { verdictOfStatus } from '../relay/webhooks/answer.js';
import type { DeliveryEngine } from '../relay/webhooks/engine.js';

/** One try, with what was posted and what came back as long as they may be read. */
export interface WebhookLog {
  readonly event: string;
  readonly status: 'SUCCESS' | 'FAILED';
  readonly statusCode: number | null;
  readonly error: string | null;
  /** What was posted; null: erased by now. */
  readonly payload: unknown;
  /** At most 4 KiB of the answer; null: there was none, or it is erased with what it answered. */
  readonly response: string | null;
  readonly durationMs: number;
  readonly createdAt: Date;
}

/** The last tries of an endpoint, newest first. @param limit how many */
export async function webhookLogs(
  { core, deliveries }: { readonly core: Core; readonly deliveries: DeliveryEngine },
  account: string,
  webhook: string,
  { limit, event }: { readonly limit: number; readonly event?: string | undefined },
): Promise<WebhookLog[]> {
  const filter = { account, webhook, lastTriedAt: { $exists: true }, ...(event !== undefined && { event }) };
  const rows = await core.documents.find<DeliveryRow>(COLLECTIONS.deliveries, filter, {
    sort: { lastTriedAt: -1 },
    limit,
  });
  const tries = rows
    .flatMap((row) => row.attempts.map((attempt) => ({ row, attempt })))
    .sort((a, b) => b.attempt.at.getTime() - a.attempt.at.getTime())
    .slice(0, limit);
  const shown = await Promise.all(
    [...new Set(tries.map(({ row }) => row))].map(async (row) => {
      const opened = await deliveries.open(row);
      return [row._id, opened.kind === 'OPEN' ? (JSON.parse(opened.body) as unknown) : null] as const;
    }),
  );
  const payloads = new Map(shown);
  const responses = await responsesOf(
    core,
    account,
    tries.filter(({ row }) => payloads.get(row._id) !== null).map(({ attempt }) => attempt),
  );
  return tries.map(({ row, attempt }) => ({
    event: row.event,
    status: verdictOfStatus(attempt.statusCode),
    statusCode: attempt.statusCode,
    error: attempt.error,
    payload: payloads.get(row._id) ?? null,
    response: responses.get(attempt.response ?? '') ?? null,
    durationMs: attempt.durationMs,
    createdAt: attempt.at,
  }));
}

/** Of attempts, by the payload's id; only for deliveries whose own event can still be read. */
export async function responsesOf(
  { vault }: Core,
  account: string,
  attempts: readonly DeliveryAttempt[],
): Promise<ReadonlyMap<string, string>> {
  const ids = attempts.flatMap(({ response }) => response ?? []);
  const opened = await vault.read(account, ids, 'STORE');
  return new Map([...opened].map(([id, content]) => [id, (content as { response: string }).response]));
}
