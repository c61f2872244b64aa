import { z } from 'zod';
import { allNumbers } from '../../administration/numbers.js';
import type { NumberSettings } from '../../domain/number/number.js';
import type { NumberRow } from '../../projections/rows.js';
import { accountEndpoint, numberEndpoint, type Endpoint } from './endpoint.js';
import { numberPatch, patchNumber } from './numberPatch.js';
import { number as numberSchema, numberStatus, type NumberJson } from './schemas.js';

export const numberEndpoints: readonly Endpoint[] = [
  accountEndpoint({
    method: 'GET',
    path: '/v1/numbers',
    operationId: 'listNumbers',
    summary: 'The account’s numbers, oldest first; a number’s key sees its own',
    scope: 'ANY',
    answer: z.array(numberSchema),
    handle: async ({ services: { core }, principal }) => {
      const rows = await allNumbers(core, principal.account);
      return rows.filter(({ _id }) => principal.number === null || principal.number === _id).map(toJson);
    },
  }),
  numberEndpoint({
    method: 'GET',
    path: '/v1/numbers/{id}',
    operationId: 'getNumber',
    summary: 'One number',
    scope: 'NAMED_NUMBER',
    answer: numberSchema,
    handle: async ({ number }) => toJson(number),
  }),
  numberEndpoint({
    method: 'PATCH',
    path: '/v1/numbers/{id}',
    operationId: 'updateNumber',
    summary: 'Changes a number’s PII mode and settings',
    description:
      'Only what is present changes; unknown fields are refused by name. Reads follow a tighter mode at once, stored ' +
      'data in the next daily run.',
    scope: 'NAMED_NUMBER',
    body: numberPatch,
    answer: numberSchema,
    errors: ['EMPTY_PATCH'],
    handle: async ({ services: { core }, principal, number, body }) =>
      toJson(await patchNumber(core, principal, number, body)),
  }),
  numberEndpoint({
    method: 'GET',
    path: '/v1/numbers/{id}/status',
    operationId: 'getNumberStatus',
    summary: 'Whether a number is connected, as far as is known here',
    scope: 'NAMED_NUMBER',
    answer: numberStatus,
    handle: async ({ number }) => ({
      id: number._id,
      state: stateOf(number),
      stale: true,
      lastKnownAt: number.updatedAt.toISOString(),
    }),
  }),
];

function toJson(row: NumberRow): NumberJson {
  return {
    id: row._id,
    number: row.phoneNumber,
    name: row.name,
    provider: isOnWhatsapp(row) ? 'WHATSAPP_CLOUD' : row.telephony ? 'TELEPHONY' : 'NONE',
    state: stateOf(row),
    isFullyConnected: isOnWhatsapp(row),
    piiMode: row.piiMode,
    piiRetentionDays: row.piiRetentionDays,
    // The event that set them let nothing else through (domain/number/updateNumberSettings.ts).
    settings: row.settings as NumberSettings,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function stateOf(row: NumberRow): 'CONNECTED' | 'DISCONNECTED' {
  return isOnWhatsapp(row) ? 'CONNECTED' : 'DISCONNECTED';
}

function isOnWhatsapp(row: NumberRow): boolean {
  return row.phoneNumberId !== undefined;
}
