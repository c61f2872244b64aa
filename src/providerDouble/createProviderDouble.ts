import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderGroup, ProviderTemplate } from '../channels/whatsapp/client.js';
import { replyToControl } from './controlRoutes.js';
import { jsonReply, readBody, sendReply, type Reply } from './exchange.js';
import { sendInbound } from './inbound.js';
import type { MediaStore } from './mediaStore.js';
import type { AcceptedSend, DoubleOptions, Fault, StatusPlan, StatusStep, WebhookTarget } from './options.js';
import { replyAsProvider, type Call } from './providerRoutes.js';
import type { AcceptedRecord } from './record.js';
import { callBack, createState, reset, type DoubleState } from './state.js';
import { replyAsTelephony } from './telephony/telephonyRoutes.js';
import type { TelephonyAccount, TelephonyDouble } from './telephony/telephonyState.js';
import type { InboundRequest } from './webhookBodies.js';

/**
 * A stand-in for WhatsApp's Cloud API, and for a telephony provider of Twilio's shape, that speaks their contracts over
 * real HTTP. It stores everything in memory.
 */
export interface ProviderDouble {
  /** For `WHATSAPP_API_URL`: `http://127.0.0.1:4010/v23.0`. Known once it is started. */
  readonly url: string;
  readonly origin: string;
  /** @throws the system's error where the port is taken */
  start(): Promise<void>;
  /** Breaks what still hangs and forgets what was not called back. */
  stop(): Promise<void>;
  readonly accepted: Pick<AcceptedRecord, 'byId' | 'byTrackingData' | 'all' | 'counts'>;
  /** Ids of messages that were marked read. */
  readonly readMarks: readonly string[];
  readonly media: MediaStore;
  /** For `TWILIO_API_URL`: `origin`. */
  readonly telephony: TelephonyDouble & TelephonyAccount;
  fault(...faults: readonly Fault[]): void;
  clearFaults(): void;
  setStatuses(plan: StatusPlan): void;
  /** @param phoneNumberId of one number alone; without it, of all that have none of their own */
  setWebhook(target: WebhookTarget, phoneNumberId?: string): void;
  setTemplates(templates: readonly ProviderTemplate[]): void;
  setGroups(groups: readonly ProviderGroup[]): void;
  /** Tells a status of an accepted message, beside what the plan says. */
  callBack(send: AcceptedSend, step: StatusStep): void;
  /** A customer writes; gives the message's id. */
  inbound(request: InboundRequest): string;
  /** Resolves when every callback so far is delivered or given up. */
  idle(): Promise<void>;
  readonly callbackCounts: Readonly<{ delivered: number; refused: number; givenUp: number }>;
  reset(): void;
}

const VERSION = '/v23.0';
/** Longer than a client keeps an idle connection, so that no request meets one that is being closed. */
const KEEP_ALIVE_MS = 65_000;

export function createProviderDouble(options: DoubleOptions = {}): ProviderDouble {
  const state = createState(options);
  let origin: string | null = null;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void answer(state, origin ?? '', request, response);
  });
  const started = (): string => {
    if (origin === null) throw new Error('The provider double is not started.');
    return origin;
  };
  return {
    get url() {
      return started() + VERSION;
    },
    get origin() {
      return started();
    },
    start: async () => {
      origin = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);
    },
    stop: async () => {
      await state.callbacks.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
    accepted: state.record,
    readMarks: state.readMarks,
    media: state.media,
    telephony: state.telephony,
    fault: (...faults) => state.faults.add(faults),
    clearFaults: () => state.faults.clear(),
    setStatuses: (plan) => void (state.plan = plan),
    setWebhook: (target, phoneNumberId = '') => void state.webhooks.set(phoneNumberId, target),
    setTemplates: (templates) => void (state.templates = templates),
    setGroups: (groups) => void (state.groups = groups),
    callBack: (send, step) => callBack(state, send, step),
    inbound: (request) => sendInbound(state, request).id,
    idle: () => state.callbacks.idle(),
    callbackCounts: state.callbacks.counts,
    reset: () => reset(state),
  };
}

async function answer(
  state: DoubleState,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    request.socket.destroy();
    return;
  }
  const url = new URL(request.url ?? '/', 'http://double');
  const call = { method: request.method ?? '', headers: request.headers, origin, url, body };
  sendReply(response, replyTo(state, call));
}

function replyTo(state: DoubleState, call: Call): Reply {
  try {
    return (
      replyAsProvider(state, call) ??
      replyAsTelephony(state.telephony, call) ??
      replyToControl(state, call) ??
      jsonReply({ error: 'The provider has no such path.', help: `${call.origin}/_double` }, 404)
    );
  } catch (error) {
    return jsonReply({ error: error instanceof Error ? error.message : 'Something was thrown.' }, 500);
  }
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: given, family, address } = server.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${given}`);
    });
  });
}
