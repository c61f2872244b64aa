import { z } from 'zod';
import { allApiKeys, type ApiKeyView } from '../../administration/apiKeys.js';
import { accountEndpoint, type Endpoint } from './endpoint.js';
import { apiKey, type ApiKeyJson } from './schemas.js';

export const apiKeyEndpoints: readonly Endpoint[] = [
  accountEndpoint({
    method: 'GET',
    path: '/v1/api-keys',
    operationId: 'listApiKeys',
    summary: 'The account’s API keys that are not revoked, oldest first; never the keys themselves',
    scope: 'ACCOUNT',
    answer: z.array(apiKey),
    handle: async ({ services: { core }, principal }) =>
      (await allApiKeys(core, principal.account)).map(toJson),
  }),
];

function toJson(key: ApiKeyView): ApiKeyJson {
  const { _id: id, name, prefix: keyPrefix, last4, number: numberId, retentionDays } = key;
  return {
    id,
    name,
    keyPrefix,
    last4,
    numberId,
    retentionDays,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
  };
}
