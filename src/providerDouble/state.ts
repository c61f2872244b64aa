import type { JsonValue } from '../channels/json.js';
import type { ProviderGroup, ProviderTemplate } from '../channels/whatsapp/client.js';
import { createCallbacks, type Callbacks } from './callbacks.js';
import { createFaults, createRate, type Faults } from './faults.js';
import { createMediaStore, type MediaStore } from './mediaStore.js';
import {
  DEFAULT_STATUSES,
  type AcceptedSend,
  type DoubleOptions,
  type StatusPlan,
  type StatusStep,
  type WebhookTarget,
} from './options.js';
import { createRecord, type AcceptedRecord } from './record.js';
import { SAMPLE_GROUPS, SAMPLE_TEMPLATES } from './samples.js';
import {
  createTelephonyState,
  type TelephonyAccount,
  type TelephonyDouble,
} from './telephony/telephonyState.js';
import { statusBody } from './webhookBodies.js';

/** Everything that the double knows; what is `let` elsewhere is a field here, for tests and operators to set. */
export interface DoubleState {
  readonly accessToken: string | null;
  readonly displayPhoneNumber: string;
  /** The number that spoke last, or the one of the options: whose inbound messages are by default. */
  phoneNumberId: string;
  /** Of numbers that have one of their own; `''` is everybody else's. */
  readonly webhooks: Map<string, WebhookTarget>;
  plan: StatusPlan;
  templates: readonly ProviderTemplate[];
  groups: readonly ProviderGroup[];
  /** Of every number; null: as the provider does by itself. */
  storage: Readonly<Record<string, JsonValue>> | null;
  readonly record: AcceptedRecord;
  readonly faults: Faults;
  readonly media: MediaStore;
  readonly telephony: TelephonyDouble & TelephonyAccount;
  readonly callbacks: Callbacks;
  readonly isTooFast: (phoneNumberId: string, now: number) => boolean;
  /** Ids of messages that were marked read. */
  readonly readMarks: string[];
  requests: number;
}

export const DEFAULT_PHONE_NUMBER_ID = '106540352242922';
const DEFAULT_DISPLAY_PHONE_NUMBER = '15550783881';
const DEFAULT_REMEMBERED = 200_000;
const DEFAULT_RETRY_MS = 250;

export function createState(options: DoubleOptions): DoubleState {
  return {
    accessToken: options.accessToken ?? null,
    displayPhoneNumber: options.displayPhoneNumber ?? DEFAULT_DISPLAY_PHONE_NUMBER,
    phoneNumberId: options.phoneNumberId ?? DEFAULT_PHONE_NUMBER_ID,
    webhooks: new Map(options.webhook ? [['', options.webhook]] : []),
    plan: options.statuses ?? DEFAULT_STATUSES,
    templates: SAMPLE_TEMPLATES,
    groups: SAMPLE_GROUPS,
    storage: null,
    record: createRecord(options.remembered ?? DEFAULT_REMEMBERED),
    faults: createFaults(),
    media: createMediaStore(),
    telephony: createTelephonyState(),
    callbacks: createCallbacks(options.callbackRetryMs ?? DEFAULT_RETRY_MS),
    isTooFast: options.messagesPerSecond === undefined ? () => false : createRate(options.messagesPerSecond),
    readMarks: [],
    requests: 0,
  };
}

export function webhookOf(state: DoubleState, phoneNumberId: string): WebhookTarget | null {
  return state.webhooks.get(phoneNumberId) ?? state.webhooks.get('') ?? null;
}

/** Tells one status, as often as the step says. */
export function callBack(state: DoubleState, send: AcceptedSend, step: StatusStep): void {
  const { phoneNumberId } = send;
  if (webhookOf(state, phoneNumberId) === null) return;
  const target = (): WebhookTarget | null => webhookOf(state, phoneNumberId);
  const number = { phoneNumberId, displayPhoneNumber: state.displayPhoneNumber };
  const body = statusBody(number, send, step, categoryOf(state, send));
  for (let time = 0; time < (step.times ?? 1); time += 1)
    state.callbacks.post(target, body, step.afterMs ?? 0);
}

/** Templates are priced by their own category; everything else answers a customer. */
function categoryOf({ templates }: DoubleState, { message }: AcceptedSend): string {
  const name = (message as { readonly template?: { readonly name?: string } }).template?.name;
  const template = name === undefined ? undefined : templates.find((it) => it.name === name);
  return template?.category?.toLowerCase() ?? 'service';
}

/** Forgets everything but its settings: faults, messages, media, callbacks on their way. */
export function reset(state: DoubleState): void {
  state.record.clear();
  state.faults.clear();
  state.media.clear();
  state.telephony.clear();
  state.callbacks.clear();
  Object.assign(state.callbacks.counts, { delivered: 0, refused: 0, givenUp: 0 });
  state.readMarks.length = 0;
  state.storage = null;
  state.requests = 0;
}
