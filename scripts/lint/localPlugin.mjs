import { disableNeedsReason } from './disableNeedsReason.mjs';
import { importArrows } from './importArrows.mjs';
import { noBarrels } from './noBarrels.mjs';

export const localPlugin = {
  meta: { name: 'local' },
  rules: {
    'disable-needs-reason': disableNeedsReason,
    'import-arrows': importArrows,
    'no-barrels': noBarrels,
  },
};

/** These need no types, so the test can run them on snippets of files that do not exist. */
export const localRules = {
  'local/disable-needs-reason': 'error',
  'local/import-arrows': 'error',
  'local/no-barrels': 'error',
};
