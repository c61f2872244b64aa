import type { Erasures } from '../src/erasing/erasures.js';
import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import { carryErasedOver } from '../src/retention/carryErasedOver.js';
import { finishForgetting } from '../src/retention/forgetSubjects.js';

/** Each minute, and at each start: erasures that are not finished, and what is left of people who were forgotten. */
export function dueErasuresJob(core: Core, erasures: Erasures): Job {
  return {
    name: 'dueErasures',
    cron: '* * * * *',
    atStart: true,
    run: async ({ signal, beat }) => {
      await carryErasedOver(core);
      for (const { account, _id } of await erasures.due()) await erasures.run(account, _id, { signal, beat });
      await finishForgetting(core);
    },
  };
}
