import { readFileSync } from 'node:fs';

/** The moments are told half a second ahead, and so are known to everybody in time. */
const READ_EVERY_MS = 20;

/**
 * A clock at the machine's pace that leaps ahead now and then, so that minutes of a test are days of the product while the
 * seconds of its leases stay seconds. When it leaps is in a file that all processes read: they leap at the same moment.
 */
export function createLeapingClock({ file, leapMs }) {
  let moments = [];
  let readAt = -Infinity;
  const momentsNow = () => {
    const now = performance.now();
    if (now - readAt < READ_EVERY_MS) return moments;
    readAt = now;
    moments = readFileSync(file, 'utf8').trim().split('\n').map(Number);
    return moments;
  };
  return (machineMs = Date.now()) => {
    const past = momentsNow().filter((moment) => moment > 0 && moment <= machineMs);
    return new Date(machineMs + past.length * leapMs);
  };
}
