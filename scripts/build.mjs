import { ensureBuilt, ensureDashboardBuilt, ensureInstalled, prepareOrExit } from './lib/prepare.mjs';

prepareOrExit(ensureInstalled, ensureBuilt, ensureDashboardBuilt);
