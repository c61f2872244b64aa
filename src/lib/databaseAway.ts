import { errorName } from './errors.js';

/** The driver's names for "the database cannot be reached"; most layers know no driver to compare classes with. */
const UNREACHABLE =
  /^Mongo(Network|ServerSelection|NotConnected|TopologyClosed|PoolCleared|ClientClosed|WaitQueueTimeout)/;

/** The driver's labels for what is worth another try: a server that stops, or hands over to another one, answers so. */
const RETRYABLE = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/** Whether an operation failed because there was no database to do it, and not because of what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNREACHABLE.test(errorName(error))) return true;
  const labels: unknown = 'errorLabels' in error ? error.errorLabels : null;
  return Array.isArray(labels) && RETRYABLE.some((label) => labels.includes(label));
}
