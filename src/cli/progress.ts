import { Presets, SingleBar } from 'cli-progress';
import { formatCount } from './table.js';
import type { Output } from './output.js';

/** How far a long command is, on stderr: a bar where somebody looks, else a line at each tenth. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

const STEPS = 10;

/**
 * @param what in the plural: "messages"
 * @param total an estimate will do
 */
export function startProgress(output: Output, what: string, total: number): Progress {
  return output.isTerminal ? bar(what, total) : lines(output, what, total);
}

function bar(what: string, total: number): Progress {
  const format = ` {bar} {percentage}% | {value}/{total} ${what} | {eta_formatted} left`;
  const single = new SingleBar({ format, hideCursor: true, etaBuffer: 500 }, Presets.shades_classic);
  single.start(total, 0);
  return {
    update: (done) => {
      single.update(Math.min(done, total));
    },
    stop: () => {
      single.stop();
    },
  };
}

function lines({ note }: Output, what: string, total: number): Progress {
  let told = 0;
  return {
    update: (done) => {
      const step = total > 0 ? Math.min(STEPS, Math.floor((done / total) * STEPS)) : 0;
      if (step <= told) return;
      told = step;
      note(`${formatCount(done)} of ${formatCount(total)} ${what}`);
    },
    stop: () => undefined,
  };
}
