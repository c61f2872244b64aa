import { writeFileSync } from 'node:fs';
import { ensureInstalled, prepareOrExit } from './lib/prepare.mjs';
import { runSteps } from './lib/runSteps.mjs';
import { steps } from './lib/steps.mjs';

/**
 * npm test [-- [step ...] [--long] [jest arguments]]
 * Runs every step, or the named ones with what they need, and goes on after a failure so that all of them are seen.
 * With CI=true a skipped test is a failed one.
 */
const args = process.argv.slice(2);
const long = args.includes('--long');
const rest = args.filter((arg) => arg !== '--long');
const names = steps.map(({ name }) => name);
const others = rest.findIndex((arg) => !names.includes(arg));
const selected = new Set(others === -1 ? rest : rest.slice(0, others));
const jestArgs = others === -1 ? [] : rest.slice(others);
if (selected.size === 0 && jestArgs.length > 0) {
  console.error(`Name a step first: npm test -- <${names.join('|')}> ${jestArgs.join(' ')}`);
  process.exit(1);
}
// Backwards: what a step needs stands before it.
for (const { name, needs = [], after = [] } of steps.toReversed()) {
  if (selected.has(name)) for (const other of [...needs, ...after]) selected.add(other);
}

prepareOrExit(ensureInstalled);

const chosen = steps.filter(({ name }) => selected.size === 0 || selected.has(name));
const results = await runSteps(chosen, { jestArgs, long });

const strict = process.env.CI === 'true';
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const skippedNames = results.flatMap(({ skipped }) => skipped);
console.log('');
for (const { name, seconds, passed, failed, skipped } of results) {
  const state = failed > 0 || (strict && skipped.length > 0) ? 'FAILED' : 'ok';
  const counts = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
  console.log(`${name.padEnd(12)} ${state.padEnd(7)} ${seconds.toFixed(1).padStart(6)} s   ${counts}`);
}
if (skippedNames.length > 0) console.log(`\nSkipped:\n${skippedNames.map((name) => `  ${name}`).join('\n')}`);

const failed = sum('failed') + (strict ? skippedNames.length : 0);
const skipped = strict ? 0 : skippedNames.length;
const line = `${sum('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
if (process.env.LETHE_TEST_RESULT) writeFileSync(process.env.LETHE_TEST_RESULT, `${line}\n`);
console.log(`\n${line}`);
process.exitCode = failed > 0 ? 1 : 0;
