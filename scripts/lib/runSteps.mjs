/** What a runner of CI has. A step says how many of them it keeps busy; together they take no more. */
const CORES = 2;

/**
 * Runs steps side by side as their order, what they come after and their `cores` allow; each gets its own result.
 * What a step writes is printed whole when it is done, so that no two are mixed up; one that has every core to itself
 * writes as it goes.
 * @param steps in the order in which they are tried
 * @param options passed on to each step's `run`, with `print`
 * @returns for each step, in order: its name, its seconds, and what it resolved to
 */
export const runSteps = async (steps, options) => {
  const names = new Set(steps.map(({ name }) => name));
  const waiting = [...steps];
  const running = new Map();
  const results = new Map();
  const output = createOutput();

  const isReady = ({ needs = [], after = [] }) =>
    [...needs, ...after].every((name) => !names.has(name) || results.has(name));
  const freeCores = () => [...running.values()].reduce((free, { cores }) => free - cores, CORES);
  const start = (step) => {
    waiting.splice(waiting.indexOf(step), 1);
    const isLast = waiting.length === 0 && running.size === 0;
    const print = output.open(step.name, step.cores === CORES || isLast);
    const broken = (step.needs ?? []).filter((name) => results.get(name)?.failed > 0);
    const ends = runStep(step, broken, { ...options, print }).then((result) => {
      results.set(step.name, { name: step.name, ...result });
      running.delete(step.name);
      output.close(step.name, result.seconds);
    });
    running.set(step.name, { cores: step.cores, ends });
  };

  while (waiting.length + running.size > 0) {
    for (const step of [...waiting]) if (isReady(step) && step.cores <= freeCores()) start(step);
    await Promise.race([...running.values()].map(({ ends }) => ends));
  }
  return steps.map(({ name }) => results.get(name));
};

const runStep = async (step, broken, options) => {
  const started = performance.now();
  const result = await outcomeOf(step, broken, options);
  return { seconds: (performance.now() - started) / 1000, ...result };
};

const outcomeOf = async (step, broken, options) => {
  const say = options.print ?? ((text) => process.stdout.write(text));
  const failed = { passed: 0, failed: 1, skipped: [] };
  if (broken.length > 0) {
    say(`not run: it needs ${broken.join(', ')}\n`);
    return failed;
  }
  try {
    return await step.run(options);
  } catch (error) {
    say(`${error.stack ?? error}\n`);
    return failed;
  }
};

/** Who writes to the terminal when: one step as it goes, the others when it and they are done. */
const createOutput = () => {
  const parts = new Map();
  const done = [];
  let live = null;
  const flush = () => {
    for (const text of done.splice(0)) process.stdout.write(text);
  };
  return {
    /** What the step prints by; null: it has the terminal. */
    open: (name, isLive) => {
      if (isLive) {
        live = name;
        process.stdout.write(`\n--- ${name}\n`);
        return null;
      }
      parts.set(name, []);
      return (text) => parts.get(name).push(text);
    },
    close: (name, seconds) => {
      if (live === name) live = null;
      else done.push(`\n--- ${name} (${seconds.toFixed(1)} s)\n${parts.get(name).join('')}`);
      if (live === null) flush();
    },
  };
};
