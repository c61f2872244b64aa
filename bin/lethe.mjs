#!/usr/bin/env node
import { runMain } from '../scripts/lib/runMain.mjs';

await runMain('dist/src/cli/main.js');
