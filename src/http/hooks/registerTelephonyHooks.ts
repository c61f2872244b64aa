import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InboundCall, InboundRecording } from '../../channels/calls.js';
import {
  readCallStatus,
  readFields,
  readRecordingStatus,
  type CallbackFields,
} from '../../channels/telephony/readCallback.js';
import { verifySignature, withAndWithoutPort } from '../../channels/telephony/verifySignature.js';
import type { Core } from '../../events/core.js';
import type { CallReceiver } from '../../ingest/receiveCalls.js';
import { errorName } from '../../lib/errors.js';
import type { Directory } from '../../projections/directory.js';
import { HttpError, numberNotFound, tryAgainLater } from '../httpError.js';
import { framesOf } from '../serverLog.js';
import { loggedNumber, registerBareHooks } from './bareHooks.js';
import { inTime } from './inTime.js';
import { readBody } from './readBody.js';

/** A callback has some thirty fields. */
const MAX_CALLBACK_BYTES = 64 * 1024;

interface HookServices {
  readonly core: Core;
  readonly directory: Directory;
  readonly callReceiver: CallReceiver;
}
interface HookRoute {
  Params: { numberId: string };
}
type Read = (fields: CallbackFields, arrivedAt: Date) => InboundCall | InboundRecording | null;

/**
 * `/hooks/twilio/:numberId/calls` and `/recordings`: what a telephony provider of Twilio's shape tells of calls
 * (contracts/telephony.md). 200 says that it is stored or relayed. Nothing of a request is logged but our own id.
 * @param publicUrl the operator's `PUBLIC_URL`, which signatures are over; null: whatever the provider called us
 */
export function registerTelephonyHooks(
  app: FastifyInstance,
  { core, directory, callReceiver }: HookServices,
  publicUrl: string | null,
): void {
  const { clock, log, tracer } = core;

  const receive = (read: Read) => async (request: FastifyRequest<HookRoute>, reply: FastifyReply) => {
    const arrivedAt = clock();
    const number = await directory.numberOfHook(request.params.numberId);
    const telephony = number?.telephony && (await directory.secrets(number))?.telephony;
    if (!number || !telephony) throw numberNotFound();
    const body = await readBody(request.raw, MAX_CALLBACK_BYTES);
    const urls = addressesOf(request, publicUrl);
    const signature = request.headers['x-twilio-signature'];
    if (!verifySignature({ urls, body, signature }, telephony.authToken))
      throw new HttpError(
        'FORBIDDEN',
        `The signature does not fit. It must be over ${urls[0] ?? 'the address'}.`,
      );
    const fields = readFields(body);
    const event = fields && read(fields, arrivedAt);
    if (!event)
      throw new HttpError('INVALID_PAYLOAD', 'This tells of no call or recording that is known here.');
    const { account, _id } = number;
    const attributes = { 'lethe.channel': 'telephony', 'lethe.account': account, 'lethe.number': _id };
    await tracer.run('ingest', attributes, () =>
      inTime(callReceiver.receive({ account, number: _id }, event, arrivedAt)),
    );
    return reply.send();
  };

  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = error instanceof HttpError ? error : tryAgainLater('Not taken; deliver it again.');
    const { status, code, message, headers } = refusal;
    const reason = error instanceof HttpError ? code : errorName(error);
    const fields = { number: loggedNumber(request), reason, requestId: request.id };
    if (status < 500) log.warn(fields, 'A callback of a call was refused.');
    else if (reason === 'RelayNotTaken')
      log.warn(fields, 'A callback of a call is not relayed yet: it must be delivered again.');
    else log.error({ ...fields, frames: framesOf(error) }, 'A callback of a call could not be stored.');
    void reply.code(status).headers(headers).send({ error: message, code });
  };

  registerBareHooks(app, refuse, (hooks) => {
    hooks.post<HookRoute>('/hooks/twilio/:numberId/calls', receive(readCallStatus));
    hooks.post<HookRoute>('/hooks/twilio/:numberId/recordings', receive(readRecordingStatus));
  });
}

/** Without a PUBLIC_URL nobody knows by which address the provider reaches us but the request itself. */
function addressesOf({ headers, url }: FastifyRequest, publicUrl: string | null): readonly string[] {
  const origins =
    publicUrl === null ? [`https://${headers.host ?? ''}`, `http://${headers.host ?? ''}`] : [publicUrl];
  return origins
    .flatMap((origin) => withAndWithoutPort(origin + url))
    .filter((address) => URL.canParse(address));
}
