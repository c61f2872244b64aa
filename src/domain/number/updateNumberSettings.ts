import type { UserError } from '../../lib/errors.js';
import { assertValid } from '../checks.js';
import type { NumberEvent, NumberSettings, NumberState } from './number.js';
import { liveNumber } from './numberChecks.js';

const MAX_SETTINGS = 50;
/** As long as the sentence that a caller is turned away with may be. */
const MAX_TEXT = 1_000;
const NAME = /^[a-z][A-Za-z0-9]{0,63}$/;

/** Changes the settings that are given; null takes one away, the others stay. */
export function updateNumberSettings(
  state: NumberState,
  command: { readonly settings: Readonly<Record<string, unknown>> },
): readonly NumberEvent[] {
  const from = liveNumber(state).settings;
  const changes = Object.entries(command.settings);
  assertValid(changes.flatMap(([name, value]) => settingErrors(name, value)));
  const merged: Record<string, unknown> = { ...from, ...command.settings };
  const to = Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string | number | boolean] => entry[1] !== null),
  );
  assertValid(Object.keys(to).length > MAX_SETTINGS ? [tooMany] : []);
  return isSame(from, to) ? [] : [{ type: 'NumberSettingsUpdated', data: { from, to } }];
}

const tooMany: UserError = {
  field: 'settings',
  code: 'SETTINGS_TOO_MANY',
  message: `A number has at most ${String(MAX_SETTINGS)} settings.`,
};

function settingErrors(name: string, value: unknown): readonly UserError[] {
  // The name is checked first: an answer repeats it only when it is harmless, and `__proto__` never gets in.
  if (!NAME.test(name)) {
    const message = 'A setting is named by letters and digits, a small letter first.';
    return [{ field: 'settings', code: 'SETTING_NAME_INVALID', message }];
  }
  const isText = typeof value === 'string' && value.length <= MAX_TEXT;
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  if (value === null || typeof value === 'boolean' || isText || isNumber) return [];
  const message = `A setting is true, false, a number or a text of up to ${String(MAX_TEXT)} characters.`;
  return [{ field: `settings.${name}`, code: 'SETTING_INVALID', message }];
}

function isSame(a: NumberSettings, b: NumberSettings): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
