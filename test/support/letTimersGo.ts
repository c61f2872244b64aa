/**
 * A job of Agenda leaves a timer of half its lock's lifetime (15 seconds) behind, which agenda.stop() does not end: it
 * looks whether the job is still alive (JobProcessor.js, `checkIfJobIsStillAlive`). The product ends by process.exit;
 * a worker of Jest waited for it, or was killed as one that "failed to exit gracefully". Timers this long keep no test
 * alive here: a test that waits has one of Jest's own.
 */
const LONG_MS = 5_000;
const { setTimeout: original } = globalThis;
const letGo = <Args extends unknown[]>(
  callback: (...args: Args) => void,
  ms?: number,
  ...args: Args
): NodeJS.Timeout => {
  const timer = original(callback, ms, ...args);
  return (ms ?? 0) >= LONG_MS ? timer.unref() : timer;
};
globalThis.setTimeout = Object.assign(letGo, { __promisify__: original.__promisify__ });
