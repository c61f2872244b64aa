import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, prepareOrExit, root } from './prepare.mjs';

/**
 * Prepares, then runs a built program in this very process, so that signals and exit codes are its own.
 * @param {string} file relative to the repository, e.g. `dist/src/main.js`
 * @param {...(() => void)} steps what it needs besides, in order
 */
export const runMain = async (file, ...steps) => {
  prepareOrExit(ensureInstalled, ensureBuilt, ...steps);
  const program = path.join(root, file);
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
};
