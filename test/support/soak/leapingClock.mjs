/**
 * A clock at the machine's pace that leaps ahead every so often, so that minutes of a test are days of the product while
 * the seconds of its leases stay seconds. A pure function of the machine's time: all processes leap at the same moment.
 */
export function createLeapingClock({ startMs, everyMs, leapMs }) {
  return (machineMs = Date.now()) => {
    const leaps = Math.max(0, Math.floor((machineMs - startMs) / everyMs));
    return new Date(machineMs + leaps * leapMs);
  };
}
