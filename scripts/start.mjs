import { runMain } from './lib/runMain.mjs';
import { ensureDashboardBuilt } from './lib/prepare.mjs';

await runMain('dist/src/main.js', ensureDashboardBuilt);
