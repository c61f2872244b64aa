/** Where a command says what it did: results go to stdout, all else to stderr, so that results can be piped on. */
export interface Output {
  /** Somebody looks at stderr: bars may move. */
  readonly isTerminal: boolean;
  readonly line: (text?: string) => void;
  /** One JSON document; dates as ISO 8601. */
  readonly json: (value: unknown) => void;
  /** What is not a result: progress, warnings, errors. */
  readonly note: (text: string) => void;
}

interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export function createOutput(stdout: Sink = process.stdout, stderr: Sink = process.stderr): Output {
  return {
    isTerminal: stderr.isTTY === true,
    line: (text = '') => {
      stdout.write(`${text}\n`);
    },
    json: (value) => {
      stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    note: (text) => {
      stderr.write(`${text}\n`);
    },
  };
}
