import { commonPt } from './pt/common.js';
import { numbersPt } from './pt/numbers.js';
import { sessionPt } from './pt/session.js';
import { shellPt } from './pt/shell.js';
import type { Catalogue } from './words.js';

export const pt: Catalogue = { ...commonPt, ...shellPt, ...sessionPt, ...numbersPt };
