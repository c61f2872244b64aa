import { openBackend } from '../../src/backend.js';
import { readConfig } from '../../src/config.js';
import { SYSTEM } from '../../src/domain/events.js';
import { systemClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { createSweeps } from '../../src/retention/sweeps.js';

/** Runs one sweep over `ACCOUNT` in a process of its own and tells how long it took and how much memory it grew by. */
const SAMPLE_MS = 20;
const { core, stop } = await openBackend(readConfig(), { clock: systemClock, log: silentLog });
const sweeps = createSweeps(core);
const account = process.env['ACCOUNT'] ?? '';

// Everything that is loaded at first use is not the sweep's memory: an empty sweep loads it.
const warmUp = await sweeps.request({
  account: process.env['OTHER_ACCOUNT'] ?? '',
  trigger: 'MANUAL',
  by: SYSTEM,
});
await sweeps.run({ account: warmUp.account, sweep: warmUp._id });
const before = process.memoryUsage().rss;
let peak = before;
const timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, SAMPLE_MS);

const start = performance.now();
const { _id } = await sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
const row = await sweeps.run({ account, sweep: _id });
const ms = performance.now() - start;
clearInterval(timer);
const deleted = row.phases.reduce((sum, phase) => sum + phase.classes.MESSAGES, 0);
process.stdout.write(`${JSON.stringify({ state: row.state, deleted, ms, grewBytes: peak - before })}\n`);
await stop();
