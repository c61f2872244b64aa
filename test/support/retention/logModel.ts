/** What the specification says of the PII in send logs (seeds/pii-modes.txt), beside the model of the chats. */
const DAY = 24 * 60;

/** Times are minutes since the beginning. */
export interface ModelSend {
  readonly key: string;
  readonly number: string;
  readonly apiKey: string | null;
  readonly at: number;
}

interface ModelApiKey {
  readonly account: string;
  days: number;
  /** At and before this nothing ever comes back. */
  floor: number;
}

/** Entries stay; what they hold of PII does not. */
export interface LogState {
  apiKeys: Record<string, ModelApiKey>;
  sends: (ModelSend & { hasPii: boolean })[];
}

/** What the log's model asks of the other. */
export interface LogModelDeps {
  readonly state: () => LogState;
  readonly now: () => number;
  readonly accountOf: (number: string) => string;
  readonly isRelayOnly: (number: string) => boolean;
  readonly numbers: () => readonly string[];
  readonly isHeld: (number: string) => boolean;
  readonly numberCutoff: (number: string) => number;
  /** What the account's retention has made due, and what it no longer lets anyone read. */
  readonly accountCutoff: (account: string) => number;
  readonly accountReadCutoff: (account: string) => number;
}

export interface LogModel {
  addApiKey(name: string, account: string, days: number): void;
  /** Whether the entry's PII is kept. */
  send(send: ModelSend): boolean;
  isReadable(send: ModelSend): boolean;
  setKeyRetention(apiKey: string, days: number): void;
  /** The run of an account's API keys, and of what it sent without one. */
  keysRun(account: string): void;
  /** The daily run of a number. */
  daily(number: string, cutoff: number): void;
  restart(): void;
  sends(): readonly (ModelSend & { readonly hasPii: boolean })[];
}

export function createLogModel(deps: LogModelDeps): LogModel {
  const { state, now } = deps;
  /** What the key database remembers: `number`, or `account/key`, and a number that was not held → redacted up to. */
  const redacted: Record<string, Record<string, number>> = {};

  const keyOf = (name: string): ModelApiKey => {
    const key = state().apiKeys[name];
    if (!key) throw new Error('no such key');
    return key;
  };
  const keyCutoff = (name: string): number => {
    const { days, floor } = keyOf(name);
    return Math.max(floor, now() - days * DAY);
  };
  /** Who decides beside the number: the key it was sent with, or the account. */
  const ownerOf = ({ number, apiKey }: ModelSend): string => `${deps.accountOf(number)}/${apiKey ?? 'none'}`;
  const redactNumber = (name: string, number: string, cutoff: number): void => {
    for (const send of state().sends.filter((one) => one.number === number))
      if ((number === name || ownerOf(send) === name) && send.at <= cutoff) send.hasPii = false;
  };
  const redact = (name: string, cutoff: number): void => {
    for (const number of state()
      .sends.map((send) => send.number)
      .filter((one) => !deps.isHeld(one)))
      redactNumber(name, number, cutoff);
    const marks = (redacted[name] ??= {});
    for (const number of deps.numbers().filter((one) => !deps.isHeld(one)))
      marks[number] = Math.max(marks[number] ?? -Infinity, cutoff);
  };

  return {
    addApiKey: (name, account, days) => {
      state().apiKeys[name] = { account, days, floor: -Infinity };
    },
    send: (send) => {
      const isForbidden = send.apiKey !== null && keyOf(send.apiKey).days === 0;
      const hasPii = !isForbidden && !deps.isRelayOnly(send.number);
      state().sends.push({ ...send, hasPii });
      return hasPii;
    },
    isReadable: ({ number, apiKey, at }) =>
      at > deps.numberCutoff(number) &&
      at > (apiKey === null ? deps.accountReadCutoff(deps.accountOf(number)) : keyCutoff(apiKey)),
    setKeyRetention: (apiKey, days) => {
      const key = keyOf(apiKey);
      if (key.days === days) return;
      key.floor = keyCutoff(apiKey);
      key.days = days;
    },
    keysRun: (account) => {
      for (const [name, key] of Object.entries(state().apiKeys)) {
        if (key.account === account) redact(`${account}/${name}`, keyCutoff(name));
      }
      const cutoff = deps.accountCutoff(account);
      if (cutoff !== -Infinity) redact(`${account}/none`, cutoff);
    },
    daily: redact,
    restart: () => {
      for (const [name, marks] of Object.entries(redacted))
        for (const [number, cutoff] of Object.entries(marks)) redactNumber(name, number, cutoff);
    },
    sends: () => state().sends,
  };
}
