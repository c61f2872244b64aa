import { ensureBuilt, ensureInstalled, prepareOrExit } from './lib/prepare.mjs';

prepareOrExit(ensureInstalled, ensureBuilt);
