import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InvalidEnvelopeError } from '../../channels/whatsapp/invalidEnvelopeError.js';
import { parseWebhook, type ParsedInbound } from '../../channels/whatsapp/parseWebhook.js';
import { verifySignature } from '../../channels/whatsapp/verifySignature.js';
import { verifyToken } from '../../channels/whatsapp/verifyToken.js';
import type { Core } from '../../events/core.js';
import type { Receiver } from '../../ingest/receiveWebhook.js';
import { errorName } from '../../lib/errors.js';
import type { Attributes } from '../../lib/tracer.js';
import type { Directory } from '../../projections/directory.js';
import type { NumberRow, NumberSecrets } from '../../projections/rows.js';
import { HttpError, numberNotFound, tryAgainLater } from '../httpError.js';
import { framesOf } from '../serverLog.js';
import { loggedNumber, registerBareHooks } from './bareHooks.js';
import { inTime } from './inTime.js';
import { readBody } from './readBody.js';

/** The provider's own bound on a webhook (contracts/whatsapp-cloud.md; issue 4: "over 3 MiB 413"). */
export const MAX_WEBHOOK_BYTES = 3 * 1024 * 1024;

/** Some target of what may not be stored has not taken it. */
const NOT_TAKEN: ReadonlySet<string> = new Set(['RelayNotTaken', 'ChatwootNotTaken']);

interface HookServices {
  readonly core: Core;
  readonly directory: Directory;
  readonly receiver: Receiver;
}
interface HookRoute {
  Params: { numberId: string };
}
interface Hook {
  readonly number: NumberRow;
  readonly secrets: NonNullable<NumberSecrets['whatsapp']>;
}

/**
 * `/hooks/whatsapp/:numberId`: the provider's handshake and its deliveries. 200 says that all of it is stored or
 * relayed; anything else makes the provider deliver again. Refusals are logged without anything of the request.
 */
export function registerHooks(app: FastifyInstance, { core, directory, receiver }: HookServices): void {
  const { clock, log } = core;

  const openHook = async (numberId: string): Promise<Hook> => {
    const number = await directory.numberOfHook(numberId);
    const secrets = number && (await directory.secrets(number));
    if (!number || !secrets?.whatsapp) throw numberNotFound();
    return { number, secrets: secrets.whatsapp };
  };

  const shakeHands = async (request: FastifyRequest<HookRoute>, reply: FastifyReply) => {
    const { secrets } = await openHook(request.params.numberId);
    const challenge = verifyToken(request.query as Readonly<Record<string, unknown>>, secrets.verifyToken);
    if (challenge === null) throw new HttpError('FORBIDDEN', 'The verify token is not ours.');
    // It repeats what was sent: no browser may take it for a page.
    return reply
      .type('text/plain; charset=utf-8')
      .header('x-content-type-options', 'nosniff')
      .send(challenge);
  };

  const receive = async (request: FastifyRequest<HookRoute>, reply: FastifyReply) => {
    const arrivedAt = clock();
    const { number, secrets } = await openHook(request.params.numberId);
    const body = await readBody(request.raw, MAX_WEBHOOK_BYTES);
    if (!verifySignature(body, request.headers['x-hub-signature-256'], secrets.appSecret))
      throw new HttpError('UNAUTHENTICATED', 'The signature does not fit the body.');
    const events = readEvents(body, arrivedAt);
    const received = await core.tracer.run('ingest', tellOf(number, events.length), () =>
      inTime(receiver.receive(number, events, arrivedAt)),
    );
    for (const [outcome, count] of Object.entries(received))
      if (count > 0) core.meter.count('ingest_events_total', { outcome }, count as number);
    return reply.send();
  };

  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    // Whatever was not foreseen, first of all a store that failed, is worth another delivery.
    const refusal = error instanceof HttpError ? error : tryAgainLater('Not taken; deliver it again.');
    const { status, code, message, headers } = refusal;
    const reason = error instanceof HttpError ? code : errorName(error);
    const fields = { number: loggedNumber(request), reason, requestId: request.id };
    if (status < 500) log.warn(fields, 'A webhook was refused.');
    else if (NOT_TAKEN.has(reason))
      log.warn(fields, 'A webhook is not relayed yet: it must be delivered again.');
    else log.error({ ...fields, frames: framesOf(error) }, 'A webhook could not be stored.');
    void reply.code(status).headers(headers).send({ error: message, code });
  };

  registerBareHooks(app, refuse, (hooks) => {
    hooks.get<HookRoute>('/hooks/whatsapp/:numberId', shakeHands);
    hooks.post<HookRoute>('/hooks/whatsapp/:numberId', receive);
  });
}

function tellOf({ account, _id }: NumberRow, events: number): Attributes<'ingest'> {
  return {
    'lethe.channel': 'whatsapp',
    'lethe.account': account,
    'lethe.number': _id,
    'lethe.events': events,
  };
}

function readEvents(body: Buffer, arrivedAt: Date): readonly ParsedInbound[] {
  try {
    return parseWebhook(JSON.parse(body.toString('utf8')), arrivedAt);
  } catch (error) {
    if (error instanceof SyntaxError) throw new HttpError('INVALID_PAYLOAD', 'The body is no JSON.');
    if (error instanceof InvalidEnvelopeError) throw new HttpError('INVALID_PAYLOAD', error.message);
    throw error;
  }
}
