import tseslint from 'typescript-eslint';
import { localPlugin, localRules } from './localPlugin.mjs';

/** Our own rules without types: what test/unit/lint runs on snippets. */
export default [
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { local: localPlugin },
    rules: localRules,
  },
];
