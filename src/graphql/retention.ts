import type { NumberType } from '../../schema/types/number.type.js';
import type {
  RetentionPreviewInput,
  SetNumberPiiModeInput,
  UpdateDataRetentionInput,
  UpdateSweepWindowInput,
} from '../../schema/types/retention.input.js';
import type { Sweep, SweepConnection } from '../../schema/types/sweep.type.js';
import type { SweepWindow } from '../domain/account/sweepWindow.js';
import type { PhaseName } from '../domain/sweep.js';
import { setNumberPiiMode } from '../administration/numberPolicy.js';
import { actorOf } from '../auth/principal.js';
import { assertValid, daysErrors } from '../domain/checks.js';
import { modeErrors } from '../domain/number/setNumberPiiMode.js';
import { MAX_PII_RETENTION_DAYS, MAX_RETENTION_DAYS, MIN_RETENTION_DAYS } from '../domain/policies.js';
import { invalid } from '../lib/errors.js';
import type { RetentionChange } from '../retention/planRun.js';
import type { SweepRow } from '../retention/sweepRow.js';
import { accountOf, principalOf, settingsContextOf, type GraphqlContext } from './context.js';
import { toId, toIdOrNull } from './ids.js';
import { cursorOf, limitOf, placeOf } from './pages.js';
import { showNumber } from './showSettings.js';
import { showSweep } from './showSweep.js';

/** Asks for a sweep, and for the job that runs it soon. @throws InvalidInput, NOT_FOUND */
export async function startSweep(
  context: GraphqlContext,
  wanted: { readonly phases?: readonly PhaseName[]; readonly number?: string },
): Promise<Sweep> {
  const { sweeps, schedule } = context;
  const principal = principalOf(context);
  const { account } = principal;
  const row = await sweeps.request({ account, trigger: 'MANUAL', by: actorOf(principal), ...wanted });
  await schedule.runNow('runSweep', { account, sweep: row._id });
  return showSweep(row);
}

/** @throws NOT_FOUND */
export async function stopSweep(context: GraphqlContext, sweep: string): Promise<Sweep> {
  const account = accountOf(context);
  // The list knows nobody's but the account's own: what is not there cannot be stopped.
  await context.sweeps.get(account, sweep);
  return showSweep(await context.sweeps.cancel({ account, sweep }));
}

/** @throws InvalidInput, NOT_FOUND */
export async function setPiiMode(
  context: GraphqlContext,
  input: SetNumberPiiModeInput,
): Promise<{ readonly number: NumberType; readonly sweep: Sweep | null }> {
  const number = toId(input.numberId);
  const by = settingsContextOf(context);
  const row = await setNumberPiiMode(context.services.core, by, { ...input, numberId: number });
  const sweep = input.applyNow ? await startSweep(context, { number }) : null;
  return { number: showNumber(row), sweep };
}

/** Sweeps, newest first. @throws InvalidInput */
export async function sweepPage(
  context: GraphqlContext,
  page: { readonly first?: number | null; readonly after?: string | null },
): Promise<SweepConnection> {
  const account = accountOf(context);
  const limit = limitOf('first', page.first);
  const place = placeOf('after', page.after);
  const before = place && { _id: place.id, createdAt: place.at };
  const rows = await context.sweeps.list(account, { limit: limit + 1, ...(before && { before }) });
  const edges = rows.slice(0, limit).map((row) => ({ cursor: cursorOfSweep(row), node: showSweep(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > limit,
      hasPreviousPage: place !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count: () => context.sweeps.count(account),
  };
}

function cursorOfSweep({ _id: id, createdAt: at }: SweepRow): string {
  return cursorOf({ at, id });
}

/**
 * Null unsets the retention; left out, nothing was said: a client that forgot the field must not end all sweeping.
 * @throws InvalidInput
 */
export function daysOf({ days }: UpdateDataRetentionInput): { readonly days: number | null } {
  if (days === undefined) throw invalid('days', 'REQUIRED', 'Say how many days; null: nothing is swept.');
  return { days };
}

/** Null: at any time; it must be said, as with {@link daysOf}. @throws InvalidInput */
export function windowOf({ window }: UpdateSweepWindowInput): { readonly window: SweepWindow | null } {
  if (window === undefined) throw invalid('window', 'REQUIRED', 'Say which hours; null: at any time.');
  return { window: window && { ...window, timeZone: window.timeZone ?? 'UTC' } };
}

/** The change that is previewed; null: none, what is due as things stand. @throws InvalidInput */
export function changeOf(input: RetentionPreviewInput | null): RetentionChange | null {
  const number = toIdOrNull(input?.numberId);
  const apiKey = toIdOrNull(input?.apiKeyId);
  if (apiKey !== null) return keyChange(apiKey, input);
  if (number === null) return input?.days === undefined ? null : daysChange(input.days);
  if (!input?.mode) throw invalid('mode', 'REQUIRED', 'The mode is needed with a numberId.');
  const setting = { mode: input.mode, days: input.piiRetentionDays ?? null };
  assertValid(modeErrors(setting));
  return { kind: 'PII_MODE', number, ...setting };
}

function keyChange(apiKey: string, input: RetentionPreviewInput | null): RetentionChange {
  const { numberId = null, days = null, retentionDays = null } = input ?? {};
  if (numberId !== null || days !== null)
    throw invalid('apiKeyId', 'ONE_CHANGE_ONLY', 'Preview one change at a time.');
  if (retentionDays === null)
    throw invalid('retentionDays', 'REQUIRED', 'The retentionDays are needed with an apiKeyId.');
  assertValid(daysErrors('retentionDays', retentionDays, 0, MAX_PII_RETENTION_DAYS));
  return { kind: 'API_KEY_RETENTION', apiKey, days: retentionDays };
}

function daysChange(days: number | null): RetentionChange {
  if (days !== null) assertValid(daysErrors('days', days, MIN_RETENTION_DAYS, MAX_RETENTION_DAYS));
  return { kind: 'DATA_RETENTION', days };
}
