import { spawn } from 'node:child_process';
import { root } from './prepare.mjs';

const MINUTE = 60_000;

/**
 * Runs a program in the repository; resolves to true when it exits with 0 within the time.
 * @param print takes what it writes, as it comes; null: it writes to our terminal
 */
export const runProgram = (command, args, { print = null, minutes = 10, env = {}, cwd = root } = {}) =>
  new Promise((resolve) => {
    const stream = print === null ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', stream, stream],
      env: { ...process.env, ...env },
    });
    const say = print ?? ((text) => process.stdout.write(text));
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8');
      output?.on('data', say);
    }
    const timer = setTimeout(() => {
      say(`not done after ${minutes} minutes: stopped\n`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    }, minutes * MINUTE);
    child.on('error', (error) => {
      clearTimeout(timer);
      say(`${error.message}\n`);
      resolve(false);
    });
    // Not 'exit': what it wrote last is to be seen.
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
