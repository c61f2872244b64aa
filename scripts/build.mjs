import { ensureBuilt, ensureInstalled, ensureSitesBuilt, prepareOrExit } from './lib/prepare.mjs';

prepareOrExit(ensureInstalled, ensureBuilt, ensureSitesBuilt);
