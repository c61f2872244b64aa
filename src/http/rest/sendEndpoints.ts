import { actorOf } from '../../auth/principal.js';
import { canonicalJson } from '../../lib/canonicalJson.js';
import { parseSendInput, type SendInput } from '../../sending/sendInput.js';
import { numberEndpoint, type Endpoint } from './endpoint.js';
import { cancelAnswer, cancelBody, sendBody, sendReceipt, type SendBody } from './sendSchemas.js';

const IDEMPOTENCY_KEY = 'Idempotency-Key';
const REPLAYED = 'Idempotent-Replayed';

export const sendEndpoints: readonly Endpoint[] = [
  numberEndpoint({
    method: 'POST',
    path: '/v1/messages/send',
    operationId: 'sendMessage',
    summary: 'Sends a message, at once or at a time',
    description:
      'The message is queued; GET /v1/messages/{id} tells its status. A number in RELAY_ONLY stores nothing, so there ' +
      'the provider is asked within the request, and the answer is the provider’s.',
    scope: 'NUMBER',
    body: sendBody,
    answer: sendReceipt,
    status: 202,
    requestHeaders: {
      [IDEMPOTENCY_KEY]:
        'Up to 255 characters without control characters. For 24 hours the same key with the same body gives the ' +
        'first answer again, and nothing is sent again; with another body it is refused. After an error it is free.',
    },
    answerHeaders: { [REPLAYED]: 'true: the key had been used; this is the first answer.' },
    errors: [
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_KEY_IN_USE',
      'FEATURE_NOT_SUPPORTED',
      'PROVIDER_REFUSED',
      'TEMPLATE_NOT_FOUND',
      'PROVIDER_NOT_CONFIGURED',
      'UPSTREAM_TIMEOUT',
    ],
    handle: async ({ services: { core, sending }, principal, number, body, headers, setHeader }) => {
      const { 'idempotency-key': key } = headers;
      const receipt = await sending.send({
        ...parseSendInput(inputOf(body), core.clock()),
        number,
        by: actorOf(principal),
        origin: 'API',
        apiKey: principal.keyId,
        idempotency: typeof key === 'string' ? { key, body: canonicalJson(body) } : null,
      });
      if (receipt.isReplay) setHeader(REPLAYED, 'true');
      const { id, correlationId, createdAt } = receipt;
      return {
        id,
        correlationId,
        status: 'QUEUED' as const,
        createdAt: createdAt.toISOString(),
        origin: 'API' as const,
        sourceNumber: number.phoneNumber,
      };
    },
  }),
  numberEndpoint({
    method: 'DELETE',
    path: '/v1/messages/cancel',
    operationId: 'cancelMessages',
    summary: 'Takes back what is still scheduled or queued',
    description: 'By our ids or correlation ids. What cannot be taken back any more is told with its reason.',
    scope: 'NUMBER',
    body: cancelBody,
    answer: cancelAnswer,
    handle: async ({ services: { sending }, principal, number, body: { messageIds } }) => {
      const { canceled, failed } = await sending.cancel(number, actorOf(principal), [...new Set(messageIds)]);
      return { cancelled: [...canceled], failed: failed.map(({ id, reason }) => ({ id, reason })) };
    },
  }),
];

/** What came as JSON has no undefined in it, which the types cannot know. */
function inputOf(body: SendBody): SendInput {
  return body as SendInput;
}
