import type { Job } from '../src/lib/job.js';
import type { DeliveryEngine } from '../src/relay/webhooks/engine.js';

/** The safety net of webhook deliveries, which wake by themselves: one complete pass over what is due. */
export function dueDeliveriesJob(deliveries: DeliveryEngine): Job {
  return {
    name: 'dueDeliveries',
    cron: '* * * * *',
    run: () => deliveries.pass(),
  };
}
