import { runMain } from './lib/runMain.mjs';
import { ensureSitesBuilt } from './lib/prepare.mjs';

await runMain('dist/src/main.js', ensureSitesBuilt);
