import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, prepareOrExit, root } from './prepare.mjs';

/**
 * Prepares, then runs a built program in this very process, so that signals and exit codes are its own.
 * @param {string} file relative to the repository, e.g. `dist/src/main.js`
 */
export const runMain = async (file) => {
  prepareOrExit(ensureInstalled, ensureBuilt);
  const program = path.join(root, file);
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
};
