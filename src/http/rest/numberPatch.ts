import { z } from 'zod';
import { contextOf } from '../../administration/context.js';
import { getNumber } from '../../administration/numbers.js';
import { setNumberPiiMode, updateNumberSettings } from '../../administration/numberPolicy.js';
import type { ApiKeyPrincipal } from '../../auth/principal.js';
import type { ModeSetting } from '../../domain/number/number.js';
import { MAX_PII_RETENTION_DAYS } from '../../domain/policies.js';
import type { Core } from '../../events/core.js';
import type { NumberRow } from '../../projections/rows.js';
import { HttpError, invalidPayload } from '../httpError.js';
import { components, piiMode } from './schemas.js';

const setting = z.union(
  [z.string(), z.number(), z.boolean(), z.null()],
  'A setting is true, false, a number or a text; null takes it away.',
);

/** Only what is present changes. Without a body at all there is nothing to change either. */
export const numberPatch = z
  .strictObject({
    piiMode: piiMode.optional(),
    piiRetentionDays: z.int().min(1).max(MAX_PII_RETENTION_DAYS).nullable().optional().meta({
      description: 'Whole days, with STORE_X_DAYS alone; required when that becomes the mode.',
    }),
    settings: z.record(z.string(), setting).optional(),
  })
  .prefault({})
  .meta({ minProperties: 1 });
components.add(numberPatch, { id: 'NumberPatch' });
export type NumberPatch = z.output<typeof numberPatch>;

/** @throws HttpError EMPTY_PATCH, INVALID_PAYLOAD; InvalidInput for a setting that breaks the rules */
export async function patchNumber(
  core: Core,
  principal: ApiKeyPrincipal,
  number: NumberRow,
  patch: NumberPatch,
): Promise<NumberRow> {
  if (Object.values(patch).every((value) => value === undefined))
    throw new HttpError(
      'EMPTY_PATCH',
      'The body changes nothing: give piiMode, piiRetentionDays or settings.',
    );
  const context = contextOf(principal);
  const numberId = number._id;
  const { mode, days } = modeAfter(number, patch);
  // What can still be refused comes first: a request that is refused has changed nothing.
  if (patch.settings) await updateNumberSettings(core, context, { numberId, settings: patch.settings });
  if (mode !== number.piiMode || days !== number.piiRetentionDays)
    await setNumberPiiMode(core, context, { numberId, mode, piiRetentionDays: days });
  return getNumber(core, principal.account, numberId);
}

/** The mode the number is to have: days stay while the mode does, and go with a mode that knows none. */
function modeAfter(number: NumberRow, patch: NumberPatch): ModeSetting {
  const mode = patch.piiMode ?? number.piiMode;
  const kept = mode === number.piiMode ? number.piiRetentionDays : null;
  const days = patch.piiRetentionDays === undefined ? kept : patch.piiRetentionDays;
  const refuse = (message: string) => invalidPayload([{ path: 'piiRetentionDays', message }]);
  if (mode === 'STORE_X_DAYS' && days === null) throw refuse('STORE_X_DAYS needs whole days greater than 0.');
  if (mode !== 'STORE_X_DAYS' && days !== null) throw refuse('Days go with STORE_X_DAYS only.');
  return { mode, days };
}
