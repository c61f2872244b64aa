import { commonEn } from './en/common.js';
import { numbersEn } from './en/numbers.js';
import { sessionEn } from './en/session.js';
import { shellEn } from './en/shell.js';

/** Every phrase of the dashboard. One file an area; a key is `area.what`. */
export const en = { ...commonEn, ...shellEn, ...sessionEn, ...numbersEn } as const;
