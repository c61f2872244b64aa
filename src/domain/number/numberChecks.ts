import { notFound, type UserError } from '../../lib/errors.js';
import { isStrictPhoneNumber, PHONE_NUMBER_MESSAGE } from '../../lib/phoneNumber.js';
import { identifierErrors, nameErrors } from '../checks.js';
import type { NumberDetails, NumberState } from './number.js';

export type LiveNumber = Extract<NumberState, { kind: 'LIVE' }>;

/** @throws NOT_FOUND when the number was never there, or is removed */
export function liveNumber(state: NumberState): LiveNumber {
  if (state.kind !== 'LIVE') throw notFound('number');
  return state;
}

/** Everything wrong with a number's details; field names are those of the API's input. */
export function detailErrors(details: NumberDetails): readonly UserError[] {
  const { name, phoneNumber, phoneNumberId, businessAccountId, telephony } = details;
  return [
    ...nameErrors('name', name),
    ...(isStrictPhoneNumber(phoneNumber)
      ? []
      : [{ field: 'phoneNumber', code: 'PHONE_NUMBER_INVALID', message: PHONE_NUMBER_MESSAGE }]),
    ...(phoneNumberId === null ? [] : identifierErrors('whatsapp.phoneNumberId', phoneNumberId)),
    ...(businessAccountId === null ? [] : identifierErrors('whatsapp.businessAccountId', businessAccountId)),
    ...(telephony === null ? [] : identifierErrors('telephony.accountSid', telephony.accountSid)),
  ];
}
