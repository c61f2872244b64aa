import { chatEn } from './en/chat.js';
import { commonEn } from './en/common.js';
import { keysEn } from './en/keys.js';
import { logsEn } from './en/logs.js';
import { numbersEn } from './en/numbers.js';
import { peopleEn } from './en/people.js';
import { retentionEn } from './en/retention.js';
import { sessionEn } from './en/session.js';
import { shellEn } from './en/shell.js';
import { sweepsEn } from './en/sweeps.js';
import { webhooksEn } from './en/webhooks.js';

/** Every phrase of the dashboard. One file an area; a key is `area.what`. */
export const en = {
  ...commonEn,
  ...shellEn,
  ...sessionEn,
  ...chatEn,
  ...logsEn,
  ...numbersEn,
  ...keysEn,
  ...peopleEn,
  ...retentionEn,
  ...sweepsEn,
  ...webhooksEn,
} as const;
