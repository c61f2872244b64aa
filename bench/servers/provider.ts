import { createProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import type { StatusStep } from '../../src/providerDouble/options.js';

/**
 * The provider double in a process of its own: `PORT`, `WEBHOOK_URL` with `APP_SECRET`, `STATUSES` as the JSON of its
 * steps. The rest is set through its controls, under `/_double`.
 */
const { PORT, WEBHOOK_URL, APP_SECRET, STATUSES } = process.env;
const double = createProviderDouble({
  port: Number(PORT ?? 0),
  webhook: WEBHOOK_URL && APP_SECRET ? { url: WEBHOOK_URL, appSecret: APP_SECRET } : null,
  statuses: JSON.parse(STATUSES ?? '[]') as readonly StatusStep[],
});
await double.start();
process.stdout.write(`listening on ${double.origin}\n`);
process.once('SIGTERM', () => void double.stop());
