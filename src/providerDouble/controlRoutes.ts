import { z } from 'zod';
import type { JsonValue } from '../channels/json.js';
import { jsonReply, type Reply } from './exchange.js';
import { sendInbound } from './inbound.js';
import { OPERATIONS, type WebhookTarget } from './options.js';
import type { Call } from './providerRoutes.js';
import { callBack, reset, type DoubleState } from './state.js';

const milliseconds = z.int().min(0).max(86_400_000);
const step = z.strictObject({
  status: z.enum(['sent', 'delivered', 'read', 'played', 'failed']),
  afterMs: milliseconds.optional(),
  atMs: milliseconds.optional(),
  times: z.int().min(1).max(100).optional(),
  code: z.int().optional(),
});
const accepts = z.boolean().optional();
const action = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('REFUSE'),
    code: z.int(),
    status: z.int().min(200).max(599).optional(),
    isTransient: z.boolean().optional(),
    retryAfterSeconds: z.int().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('GATEWAY'), status: z.int().min(300).max(599), accepts }),
  z.strictObject({ kind: z.literal('HANG'), accepts }),
  z.strictObject({ kind: z.literal('RESET'), accepts }),
  z.strictObject({ kind: z.literal('CUT') }),
  z.strictObject({ kind: z.literal('GARBLE') }),
  z.strictObject({ kind: z.literal('SLOW'), ms: milliseconds }),
  z.strictObject({ kind: z.literal('HOLD') }),
]);
const fault = z.strictObject({
  does: action,
  on: z.enum(OPERATIONS).optional(),
  phoneNumberId: z.string().optional(),
  to: z.string().optional(),
  times: z.int().min(1).nullable().optional(),
});
const inbound = z.strictObject({
  from: z.string().optional(),
  userId: z.string().optional(),
  name: z.string().optional(),
  text: z.string().optional(),
  message: z.record(z.string(), z.json()).optional(),
  replyTo: z.string().optional(),
  groupId: z.string().optional(),
  phoneNumberId: z.string().optional(),
  id: z.string().optional(),
});
const webhook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  appSecret: z.string().min(1),
  phoneNumberId: z.string().optional(),
});
const statusOf = step.extend({ id: z.string() });

/** zod's optional fields may be undefined, ours are absent. */
type Compact<T> = { [K in keyof T]: Exclude<T[K], undefined> };
const compact = <T extends object>(value: T): Compact<T> =>
  Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as Compact<T>;

type Control = (state: DoubleState, body: unknown, url: URL) => unknown;

/** `/_double/…`: to see what was accepted, and to set what comes next. For whoever can reach it; no token. */
const CONTROLS: Readonly<Record<string, Control>> = {
  'GET ': (state) => ({
    ...state.record.counts,
    requests: state.requests,
    callbacks: state.callbacks.counts,
    faults: state.faults.list(),
    webhooks: [...state.webhooks].map(([phoneNumberId, { url }]) => ({ phoneNumberId, url })),
    readMarks: state.readMarks.length,
  }),
  'GET sends': ({ record }, _body, { searchParams }) => {
    const wanted = searchParams.get('trackingData');
    return wanted === null ? record.all() : record.byTrackingData(wanted);
  },
  'GET readMarks': ({ readMarks }) => readMarks,
  'GET faults': ({ faults }) => faults.list(),
  'POST faults': ({ faults }, body) => {
    const added = z.union([fault, z.array(fault)]).parse(body);
    faults.add([added].flat().map((it) => compact({ ...it, does: compact(it.does) })));
    return faults.list();
  },
  'DELETE faults': ({ faults }) => {
    faults.clear();
    return [];
  },
  'PUT statuses': (state, body) => {
    state.plan = z.array(step).max(100).parse(body).map(compact);
    return state.plan;
  },
  'POST status': (state, body) => {
    const { id, ...given } = statusOf.parse(body);
    const send = state.record.byId(id);
    if (send) callBack(state, send, compact(given));
    return { found: send !== null };
  },
  'PUT webhook': ({ webhooks }, body) => {
    const { phoneNumberId = '', ...target } = webhook.parse(body);
    webhooks.set(phoneNumberId, target satisfies WebhookTarget);
    return { phoneNumberId, url: target.url };
  },
  'POST inbound': (state, body) => sendInbound(state, compact(inbound.parse(body))),
  'POST reset': (state) => {
    reset(state);
    return {};
  },
};

/** Null: it is no control's path. */
export function replyToControl(state: DoubleState, { method, url, body }: Call): Reply | null {
  const what = /^\/_double\/?([a-zA-Z]*)$/.exec(url.pathname)?.[1];
  if (what === undefined) return null;
  const control = CONTROLS[`${method} ${what}`];
  if (!control) return jsonReply({ error: 'No such control.', controls: Object.keys(CONTROLS) }, 404);
  try {
    return jsonReply(control(state, parseControl(body), url));
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
    return jsonReply({ error: error.message }, 400);
  }
}

function parseControl(body: Buffer): JsonValue {
  return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as JsonValue);
}
