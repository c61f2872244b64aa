import { z } from 'zod';
import { sendStatistics } from '../../reading/sendStatistics.js';
import { numberOrAccountEndpoint, type Endpoint } from './endpoint.js';
import { count, named } from './schemas.js';

const percent = z.number();
const dashboard = named(
  'Dashboard',
  z.object({
    totalSent: count.meta({ description: 'Taken by the provider and not failed since.' }),
    totalFailed: count,
    sentPercentChange: percent.meta({ description: 'Against the 30 days before, in percent.' }),
    failedPercentChange: percent,
    failureRate: percent.meta({ description: 'Failed of all that were sent or failed, in percent.' }),
    dailyMessages: z
      .array(z.object({ date: z.string().meta({ format: 'date' }), count }))
      .meta({ description: 'All that were asked for, by local day, oldest first.' }),
    statusDistribution: z.object({
      queued: count,
      sent: count,
      delivered: count,
      failed: count,
      read: count,
    }),
  }),
);
const dashboardQuery = z.object({
  tz: z
    .string()
    .optional()
    .meta({ description: 'The time zone that days are counted in, as Europe/Berlin; UTC without.' }),
});

export const analyticsEndpoints: readonly Endpoint[] = [
  numberOrAccountEndpoint({
    method: 'GET',
    path: '/v1/analytics/dashboard',
    operationId: 'getDashboard',
    summary: 'What became of the sends of the last 30 days',
    description: 'Counts only, no PII: they survive every redaction and are there in every PII mode.',
    query: dashboardQuery,
    answer: dashboard,
    handle: async ({ services: { core }, principal: { account }, number, query: { tz } }) => {
      const {
        from: _from,
        to: _to,
        ...told
      } = await sendStatistics(core, {
        account,
        ...(number && { numberId: number._id }),
        ...(tz !== undefined && { tz }),
      });
      return {
        ...told,
        dailyMessages: told.dailyMessages.map(({ date, count: sent }) => ({ date, count: sent })),
      };
    },
  }),
];
