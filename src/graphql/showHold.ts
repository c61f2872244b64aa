import type { Hold } from '../../schema/types/hold.type.js';
import type { HoldView } from '../administration/holds.js';

export function showHold(view: HoldView): Hold {
  const { _id: id, number: numberId, target, reason, createdAt, by } = view;
  const { releasedAt = null, releasedBy = null } = view;
  const { kind, id: targetId } = target;
  return { id, kind, targetId, numberId, reason, createdAt, by, releasedAt, releasedBy };
}
