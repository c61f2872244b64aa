import { chatPt } from './pt/chat.js';
import { commonPt } from './pt/common.js';
import { keysPt } from './pt/keys.js';
import { logsPt } from './pt/logs.js';
import { numbersPt } from './pt/numbers.js';
import { peoplePt } from './pt/people.js';
import { retentionPt } from './pt/retention.js';
import { sessionPt } from './pt/session.js';
import { shellPt } from './pt/shell.js';
import { sweepsPt } from './pt/sweeps.js';
import { webhooksPt } from './pt/webhooks.js';
import type { Catalogue } from './words.js';

export const pt: Catalogue = {
  ...commonPt,
  ...shellPt,
  ...sessionPt,
  ...chatPt,
  ...logsPt,
  ...numbersPt,
  ...keysPt,
  ...peoplePt,
  ...retentionPt,
  ...sweepsPt,
  ...webhooksPt,
};
