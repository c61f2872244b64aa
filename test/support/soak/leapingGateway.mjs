import { runGateway } from '../../../dist/src/gateway.js';
import { createLeapingClock } from './leapingClock.mjs';

/** The compiled gateway with a clock that leaps as `LETHE_TEST_CLOCK` says, in JSON. */
const clock = createLeapingClock(JSON.parse(process.env.LETHE_TEST_CLOCK));
await runGateway(undefined, { clock });
