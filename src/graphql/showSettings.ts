import type { Account } from '../../schema/types/account.type.js';
import type { ApiKey } from '../../schema/types/apiKey.type.js';
import type { AuditEntry } from '../../schema/types/auditEntry.type.js';
import type { NumberType } from '../../schema/types/number.type.js';
import type { PersonalToken } from '../../schema/types/personalToken.type.js';
import type { User } from '../../schema/types/user.type.js';
import type { ApiKeyView } from '../administration/apiKeys.js';
import type { UserView } from '../administration/userPii.js';
import type { AccountRow, AuditRow, NumberRow, TokenRow } from '../projections/rows.js';

export function showAccount(row: AccountRow): Account {
  const { _id: id, name, dataRetentionDays, sweepWindow = null, createdAt, updatedAt } = row;
  return { id, name, dataRetentionDays, sweepWindow, createdAt, updatedAt };
}

export function showNumber(row: NumberRow): NumberType {
  const { _id: id, name, phoneNumber, piiMode, piiRetentionDays, phoneNumberId, telephony } = row;
  const { businessAccountId = null, createdAt, updatedAt } = row;
  const whatsapp = phoneNumberId === undefined ? null : { phoneNumberId, businessAccountId };
  return { id, name, phoneNumber, piiMode, piiRetentionDays, whatsapp, telephony, createdAt, updatedAt };
}

export function showApiKey(view: ApiKeyView): ApiKey {
  const { _id: id, name, number: numberId, retentionDays, prefix, last4, lastUsedAt, createdAt } = view;
  const { revokedAt = null } = view;
  return { id, name, numberId, retentionDays, prefix, last4, lastUsedAt, createdAt, revokedAt };
}

export function showUser({ _id: id, hasSecondFactor = false, ...user }: UserView): User {
  const { email, name, role, state, createdAt } = user;
  return { id, email, name, role, state, createdAt, hasSecondFactor };
}

export function showToken({
  _id: id,
  name,
  last4,
  createdAt,
  expiresAt,
  revokedAt,
}: TokenRow): PersonalToken {
  return { id, name, last4, createdAt, expiresAt, revokedAt: revokedAt ?? null };
}

export function showAudit({ _id: id, at, by, action, target, from, to }: AuditRow): AuditEntry {
  return { id, at, by, action, target, from, to };
}
