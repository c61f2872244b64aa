import { combine, type Project } from '../events/writes.js';
import { projectAccounts } from './accounts.js';
import { projectApiKeys } from './apiKeys.js';
import { projectAudit } from './audit.js';
import { projectCalls } from './calls.js';
import { projectChatwootJobs } from './chatwootJobs.js';
import { projectConversations } from './conversations.js';
import { projectHolds } from './holds.js';
import { projectMessages } from './messages.js';
import { projectNumbers } from './numbers.js';
import { projectRecordings } from './recordings.js';
import { projectReceipts } from './receipts.js';
import { projectSendCounters } from './sendCounters.js';
import { projectSendLog } from './sendLog.js';
import { projectStatuses } from './statuses.js';
import { projectTokens } from './tokens.js';
import { projectUsers } from './users.js';
import { projectWebhooks } from './webhooks.js';

/** Every read model; each takes from a commit what concerns it. */
export const projectAll: Project = combine([
  projectAccounts,
  projectUsers,
  projectTokens,
  projectNumbers,
  projectApiKeys,
  projectConversations,
  projectMessages,
  projectStatuses,
  projectCalls,
  projectRecordings,
  projectSendLog,
  projectSendCounters,
  projectWebhooks,
  projectChatwootJobs,
  projectHolds,
  projectReceipts,
  projectAudit,
]);
