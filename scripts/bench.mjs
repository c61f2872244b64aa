import { runMain } from './lib/runMain.mjs';

await runMain('dist/bench/main.js');
