import { createErasedModel } from './erasedModel.js';
import type { ModelHold } from './holdModel.js';
import { createLogModel, type LogModel, type LogState } from './logModel.js';
import {
  applyChange,
  applyRead,
  type ChatChange,
  type Contents,
  type ModelMessage,
  type StoredMessage,
} from './messageModel.js';

/**
 * What the specification says of two accounts' chats, written without looking at the implementation: minutes,
 * plain sets, and the rules of seeds/data-retention.txt and seeds/pii-modes.txt.
 */
const HOUR = 60;
const DAY = 24 * HOUR;

export type Mode = 'STORE_INDEFINITE' | 'STORE_X_DAYS' | 'RELAY_ONLY';

interface ModelNumber {
  readonly account: string;
  mode: Mode;
  days: number;
  /** At and before this nothing ever comes back. */
  floor: number;
}

interface State extends LogState {
  accounts: Record<string, { days: number | null; floor: number }>;
  numbers: Record<string, ModelNumber>;
  messages: StoredMessage[];
  /** `number/who` → the newest that is known of them. */
  subjects: Record<string, number>;
  /** `number/key` → its instant. */
  statuses: Record<string, number>;
}

export interface Model {
  now: number;
  readonly log: LogModel;
  addAccount(account: string, numbers: readonly string[]): void;
  /** Whether a message, or its edit or revocation, that arrives now is kept. */
  receive(message: ModelMessage, change?: ChatChange): boolean;
  read(message: ModelMessage): void;
  isReadable(number: string, at: number): boolean;
  /** At and before these a cleanup, and a daily run, find records due. */
  accountCutoff(account: string): number;
  numberCutoff(number: string): number;
  receiveStatus(number: string, key: string): boolean;
  setRetention(account: string, days: number | null): void;
  /** Whether there is anything to hold. */
  placeHold(hold: ModelHold): boolean;
  releaseHold(hold: ModelHold): void;
  holds(): readonly ModelHold[];
  setMode(number: string, mode: Mode, days: number): void;
  modeOf(number: string): Mode;
  sweep(account: string): void;
  daily(number: string): void;
  /** A process starts: what had been erased before is erased again, should it be there. */
  restart(): void;
  /** Whether a start would find something to erase again. */
  hasReturned(): boolean;
  snapshot(): string;
  restore(snapshot: string): void;
  messages(): readonly StoredMessage[];
  /** `number/who`, sorted. */
  subjects(): readonly string[];
  /** `number/key`, sorted. */
  statuses(): readonly string[];
}

export function createModel(): Model {
  let state: State = {
    accounts: {},
    numbers: {},
    messages: [],
    subjects: {},
    statuses: {},
    apiKeys: {},
    sends: [],
  };
  /** What the key database remembers, whatever happens to the main one. */
  const erased = createErasedModel();
  const contents: Contents = { count: 0, erased: new Set() };
  /** Noted there as well; those on what a backup does not have are not in force after its restore. */
  let holds: ModelHold[] = [];
  const isThere = ({ number, who }: ModelHold): boolean =>
    who === null || `${number}/${who}` in state.subjects;
  const inForce = (): ModelHold[] => holds.filter(isThere);

  const accountOf = (account: string): State['accounts'][string] => {
    const policy = state.accounts[account];
    if (!policy) throw new Error('no such account');
    return policy;
  };
  const numberOf = (number: string): ModelNumber => {
    const settings = state.numbers[number];
    if (!settings) throw new Error('no such number');
    return settings;
  };
  const accountCutoff = (account: string): number => {
    const { days, floor } = accountOf(account);
    return days === null ? floor : Math.max(floor, model.now - days * DAY - 2 * HOUR);
  };
  const numberCutoff = (number: string): number => {
    const { mode, days, floor } = numberOf(number);
    if (mode === 'RELAY_ONLY') return Infinity;
    return mode === 'STORE_X_DAYS' ? Math.max(floor, model.now - days * DAY) : floor;
  };
  const erase = (number: string, cutoff: number, remembered: number): void => {
    erased.erase(state, inForce(), number, cutoff, remembered);
  };

  const log = createLogModel({
    state: () => state,
    now: () => model.now,
    accountOf: (number) => numberOf(number).account,
    isRelayOnly: (number) => numberOf(number).mode === 'RELAY_ONLY',
    numbers: () => Object.keys(state.numbers),
    isHeld: (number) => holds.some((hold) => hold.number === number && hold.kind === 'NUMBER'),
    numberCutoff,
    accountCutoff,
    accountReadCutoff: (account) => {
      const { days, floor } = accountOf(account);
      return days === null ? floor : Math.max(floor, model.now - (days === 0 ? 2 * HOUR : days * DAY));
    },
  });

  const model: Model = {
    now: 0,
    log,
    addAccount: (account, numbers) => {
      state.accounts[account] = { days: null, floor: -Infinity };
      for (const number of numbers) {
        state.numbers[number] = { account, mode: 'STORE_INDEFINITE', days: 0, floor: -Infinity };
      }
    },
    receive: (message, change = { kind: 'message' }) => {
      const { number, contact, group } = message;
      if (!model.isReadable(number, change.kind === 'message' ? message.at : change.at)) return false;
      const at = applyChange(state.messages, message, change, contents);
      if (at === null) return false;
      for (const who of group === null ? [contact] : [contact, group]) {
        const name = `${number}/${who}`;
        state.subjects[name] = Math.max(state.subjects[name] ?? -Infinity, at);
      }
      return true;
    },
    read: (message) => {
      applyRead(state.messages, message);
    },
    accountCutoff,
    numberCutoff,
    isReadable: (number, at) => {
      const { mode, days, floor, account } = numberOf(number);
      const policy = accountOf(account);
      if (mode === 'RELAY_ONLY' || at <= floor || at <= policy.floor) return false;
      if (mode === 'STORE_X_DAYS' && at <= model.now - days * DAY) return false;
      if (policy.days === null) return true;
      return at > model.now - (policy.days === 0 ? 2 * HOUR : policy.days * DAY);
    },
    receiveStatus: (number, key) => {
      if (numberOf(number).mode === 'RELAY_ONLY') return false;
      state.statuses[`${number}/${key}`] = model.now;
      return true;
    },
    setRetention: (account, days) => {
      const policy = accountOf(account);
      if (policy.days === days) return;
      policy.floor = accountCutoff(account);
      policy.days = days;
    },
    placeHold: (hold) => {
      if (isThere(hold)) holds.push(hold);
      return isThere(hold);
    },
    releaseHold: (hold) => {
      holds = holds.filter((other) => other !== hold);
    },
    holds: inForce,
    setMode: (number, mode, days) => {
      const settings = numberOf(number);
      if (settings.mode === mode && (mode !== 'STORE_X_DAYS' || settings.days === days)) return;
      const isLeft = settings.mode === 'RELAY_ONLY';
      settings.floor = isLeft ? Math.max(model.now, settings.floor) : numberCutoff(number);
      settings.mode = mode;
      settings.days = days;
    },
    modeOf: (number) => numberOf(number).mode,
    sweep: (account) => {
      const cutoff = accountCutoff(account);
      for (const [number, settings] of Object.entries(state.numbers)) {
        if (settings.account === account && cutoff !== -Infinity) erase(number, cutoff, cutoff);
      }
      log.keysRun(account);
    },
    daily: (number) => {
      const cutoff = numberCutoff(number);
      if (cutoff === -Infinity) return;
      erase(number, cutoff, Math.min(cutoff, model.now));
      log.daily(number, Math.min(cutoff, model.now));
    },
    restart: () => {
      erased.eraseAgain(state);
      for (const message of state.messages) message.isErased ||= contents.erased.has(message.content);
      log.restart();
    },
    hasReturned: () => {
      const before = model.snapshot();
      const kept = state;
      state = structuredClone(state);
      model.restart();
      const after = model.snapshot();
      state = kept;
      return before !== after;
    },
    snapshot: () => JSON.stringify(state, (_key, value: unknown) => (value === -Infinity ? 'never' : value)),
    restore: (snapshot) => {
      state = JSON.parse(snapshot, (_key, value: unknown) =>
        value === 'never' ? -Infinity : value,
      ) as State;
      model.restart();
    },
    messages: () => state.messages,
    subjects: () => Object.keys(state.subjects).sort(),
    statuses: () => Object.keys(state.statuses).sort(),
  };
  return model;
}
