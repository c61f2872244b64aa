import { runMain } from './lib/runMain.mjs';

await runMain('dist/src/main.js');
