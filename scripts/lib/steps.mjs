import { existsSync } from 'node:fs';
import path from 'node:path';
import { installChromium, installPrometheus, installRedis, installSmtpd } from './installDebian.mjs';
import { jestStep } from './jestStep.mjs';
import { root } from './prepare.mjs';
import { runProgram } from './runProgram.mjs';
import { installVersitygw } from './versitygw.mjs';

/**
 * What `npm test` does, in the order in which it is started; runSteps.mjs runs them side by side. A step's
 * `run({ jestArgs, long, print })` resolves to `{passed, failed, skipped: [names]}`; a check counts as one. A step is
 * not run when one that it `needs` failed; one that it only comes `after` is run before it, come what may. `cores` are
 * how many it keeps busy: none where it waits for the network.
 */
const at = (...parts) => path.join(root, ...parts);
const bin = (file) => at('node_modules', file);
const check = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] });
const node = (args, print) => runProgram(process.execPath, args, { print });

const tool =
  (...args) =>
  async ({ print }) =>
    check(await node([bin(args[0]), ...args.slice(1)], print));

const codegen = async ({ print }) => {
  if (!existsSync(at('test/e2e/operations'))) return { passed: 0, failed: 0, skipped: [] };
  return tool('@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml', '--silent')({ print });
};

/** The gateway and its tests, and what browsers load by the browsers' rules. */
const types = async ({ print }) => {
  let ok = true;
  for (const folder of ['.', 'dashboard', 'playground'])
    ok = (await node([bin('typescript/bin/tsc'), '--noEmit', '-p', at(folder)], print)) && ok;
  return check(ok);
};

/** A server that some tests need; where it cannot be had, that is a skip with its reason, and so are they. */
const server =
  (name, install) =>
  async ({ print }) => {
    const say = print ?? ((text) => process.stdout.write(text));
    const { ok, reason } = await install(say);
    if (!ok) say(`${reason}\n`);
    return ok ? check(true) : { passed: 0, failed: 0, skipped: [`${name}: ${reason}`] };
  };

const oneByOne = jestStep('e2e', '--runInBand');
const twoAtATime = jestStep('e2e', '--maxWorkers=2');

/** Suites that mostly wait side by side, then the rest; those that are asked for by name one by one. */
const e2e = async (options) => {
  if (options.jestArgs.length > 0) return oneByOne(options);
  const waiting = await twoAtATime({ ...options, part: 'WAITING' });
  const rest = await oneByOne({ ...options, part: 'REST' });
  return {
    passed: waiting.passed + rest.passed,
    failed: waiting.failed + rest.failed,
    skipped: [...waiting.skipped, ...rest.skipped],
  };
};

export const steps = [
  { name: 'smtpd', cores: 0, run: server('opensmtpd', installSmtpd) },
  { name: 'redis', cores: 0, run: server('redis-server', installRedis) },
  { name: 'prometheus', cores: 0, run: server('prometheus', installPrometheus) },
  { name: 'chromium', cores: 0, run: server('chromium', installChromium) },
  { name: 'codegen', cores: 1, run: codegen },
  {
    name: 'lint',
    cores: 1,
    after: ['codegen'],
    run: tool('eslint/bin/eslint.js', '--max-warnings=0', '.'),
  },
  { name: 'versitygw', cores: 1, run: server('versitygw', installVersitygw) },
  { name: 'types', cores: 1, after: ['codegen'], run: types },
  {
    name: 'build',
    cores: 1,
    after: ['codegen'],
    run: async ({ print }) => check(await node([at('scripts/build.mjs')], print)),
  },
  {
    name: 'schema',
    cores: 1,
    needs: ['build'],
    run: async ({ print }) => check(await node([at('dist/src/cli/main.js'), 'schema', '--check'], print)),
  },
  {
    name: 'format',
    cores: 1,
    run: tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  },
  { name: 'unit', cores: 2, run: jestStep('unit', '--maxWorkers=2') },
  {
    name: 'integration',
    cores: 2,
    after: ['codegen', 'smtpd', 'redis', 'prometheus', 'versitygw'],
    run: jestStep('integration', '--maxWorkers=2'),
  },
  {
    name: 'e2e',
    cores: 2,
    after: ['codegen', 'redis', 'versitygw'],
    needs: ['build'],
    run: e2e,
  },
  {
    name: 'browser',
    cores: 2,
    after: ['codegen', 'chromium'],
    needs: ['build'],
    run: jestStep('browser', '--runInBand'),
  },
];
