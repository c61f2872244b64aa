/** Imported into a process before all else, this sets its clock forward by `CLOCK_SKEW_MS` milliseconds, or back. */
const skew = Number(process.env.CLOCK_SKEW_MS);
const now = Date.now.bind(Date);
globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now() + skew] : given, newTarget),
  apply: () => new Date().toString(),
  get: (target, name) => (name === 'now' ? () => now() + skew : Reflect.get(target, name)),
});
