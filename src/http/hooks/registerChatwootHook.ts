import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../events/core.js';
import { errorName, LetheError } from '../../lib/errors.js';
import { isDeeperThan, MAX_SENT_DEPTH } from '../../lib/jsonDepth.js';
import type { Directory } from '../../projections/directory.js';
import type { ChatwootSecrets, NumberRow } from '../../projections/rows.js';
import { readChatwootHook, type AgentReply } from '../../relay/chatwoot/readHook.js';
import { isSameSecret, isSignedByChatwoot } from '../../relay/chatwoot/verifyHook.js';
import { sendAgentReply, type ReplyDeps } from '../../sending/chatwootReply.js';
import { SendRefused } from '../../sending/sendRefused.js';
import { tellReplyFailed } from '../../sending/tellReplyFailed.js';
import { refusalOf } from '../errorAnswer.js';
import { HttpError, numberNotFound, tooDeep, tryAgainLater } from '../httpError.js';
import { framesOf } from '../serverLog.js';
import { loggedNumber, registerBareHooks } from './bareHooks.js';
import { readBody } from './readBody.js';

/** A message of 150,000 characters, twice (the conversation's last one is told along), and all of the contact. */
const MAX_HOOK_BYTES = 2 * 1024 * 1024;
/** Chatwoot hangs up after about 5 s and takes the message for failed. */
const ANSWER_WITHIN_MS = 4_000;

interface HookRoute {
  Params: { numberId: string; secret: string };
}
interface Opened {
  readonly number: NumberRow;
  readonly place: { readonly accountId: number; readonly inboxId: number };
  readonly secrets: ChatwootSecrets;
}
type Services = ReplyDeps & { readonly core: Core; readonly directory: Directory };

/**
 * `/hooks/chatwoot/:numberId/:secret`: what agents write. 200 says that it is queued or sent, or is nothing of ours;
 * anything else makes Chatwoot show the message as failed. Nothing of a request is logged but our own ids.
 */
export function registerChatwootHook(app: FastifyInstance, services: Services): void {
  const { core, directory } = services;
  const { log } = core;

  const openHook = async ({ numberId, secret }: HookRoute['Params']): Promise<Opened> => {
    const number = await directory.numberOfHook(numberId);
    const secrets = number && (await directory.chatwootSecrets(number));
    // A wrong secret and a number that is none are told alike.
    if (!number?.chatwoot || !secrets || !isSameSecret(secret, secrets.hookSecret)) throw numberNotFound();
    return { number, place: number.chatwoot, secrets };
  };

  const receive = async (request: FastifyRequest<HookRoute>, reply: FastifyReply) => {
    const { number, place, secrets } = await openHook(request.params);
    const body = await readBody(request.raw, MAX_HOOK_BYTES);
    const { 'x-chatwoot-signature': signature, 'x-chatwoot-timestamp': timestamp } = request.headers;
    const { signingSecret } = secrets;
    if (
      signingSecret !== null &&
      !isSignedByChatwoot(body, { signature, timestamp }, signingSecret, core.clock())
    )
      throw new HttpError('UNAUTHENTICATED', 'The signature does not fit the body, or is too old.');
    const hook = readChatwootHook(parse(body), place);
    if (hook.kind === 'INVALID') throw new HttpError('INVALID_PAYLOAD', 'This is no webhook of Chatwoot’s.');
    if (hook.kind === 'REPLY') await sendInTime(number, hook.reply);
    return reply.send({});
  };

  /** A provider that takes longer than Chatwoot waits: the statuses tell the agent what came of it. */
  const sendInTime = async (number: NumberRow, reply: AgentReply): Promise<void> => {
    let isLate = false;
    const sent = sendAgentReply(services, number, reply).catch(async (error: unknown) => {
      // The same hook came before, and is being seen to.
      if (error instanceof SendRefused && error.reason === 'IDEMPOTENCY_KEY_IN_USE') return;
      await tellReplyFailed(core, number, reply, error);
      if (!isLate) throw error;
    });
    const tooLate = new AbortController();
    const timeout = delay(ANSWER_WITHIN_MS, undefined, { signal: tooLate.signal, ref: false }).then(
      () => {
        isLate = true;
      },
      () => undefined,
    );
    try {
      await Promise.race([sent, timeout]);
    } finally {
      tooLate.abort();
    }
  };

  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const known = error instanceof HttpError ? error : error instanceof LetheError ? refusalOf(error) : null;
    const refusal = known ?? tryAgainLater('Not sent; deliver it again.');
    const { status, code, message, headers } = refusal;
    const fields = { number: loggedNumber(request), requestId: request.id };
    if (known) log.warn({ ...fields, reason: code }, 'A hook of Chatwoot was refused.');
    else {
      const reason = errorName(error);
      log.error({ ...fields, reason, frames: framesOf(error) }, 'An agent’s reply could not be sent.');
    }
    void reply.code(status).headers(headers).send({ error: message, code });
  };

  registerBareHooks(app, refuse, (hooks) => {
    hooks.post<HookRoute>('/hooks/chatwoot/:numberId/:secret', receive);
  });
}

function parse(body: Buffer): unknown {
  const text = body.toString('utf8');
  if (isDeeperThan(text, MAX_SENT_DEPTH)) throw tooDeep();
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError('INVALID_PAYLOAD', 'The body is no JSON.');
  }
}
