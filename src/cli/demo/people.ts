import type { InboundGroup, PersonIdentity } from '../../channels/inbound.js';
import type { Random } from './random.js';

/** Whom the demo's shop writes with. Nobody of them exists. */
export interface Cast {
  readonly customers: readonly PersonIdentity[];
  readonly groups: readonly DemoGroup[];
}

export interface DemoGroup {
  readonly group: InboundGroup;
  readonly members: readonly PersonIdentity[];
}

const FIRST = [
  'Amara',
  'Bruno',
  'Chloe',
  'Daniel',
  'Elif',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kemi',
];
const MORE = [
  'Lena',
  'Marco',
  'Nadia',
  'Olga',
  'Pavel',
  'Quinn',
  'Rosa',
  'Samir',
  'Tessa',
  'Umar',
  'Vera',
  'Wen',
];
const LAST = [
  'Almeida',
  'Baker',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ito',
  'Jensen',
];
const GROUP_NAMES = ['Sunday ride', 'Commuters of the north side', 'Workshop evening'];

/** Ofcom keeps +44 7700 900000 to 900999 free for fiction. */
const FICTIONAL = '+447700900';
const MAX_CUSTOMERS = 900;
const MESSAGES_A_CUSTOMER = 30;
/** One in twelve hides their phone number behind a user name. */
const HIDDEN_SHARE = 1 / 12;

export function createCast(random: Random, messages: number): Cast {
  const count = Math.min(MAX_CUSTOMERS, Math.max(6, Math.round(messages / MESSAGES_A_CUSTOMER)));
  const customers = Array.from({ length: count }, (_, index) => createPerson(random, index));
  const groups = GROUP_NAMES.map((name, index) => ({
    group: { externalId: `demo-group-${String(index)}`, name },
    members: Array.from({ length: random.between(4, 9) }, () => random.pick(customers)),
  }));
  return { customers, groups };
}

function createPerson(random: Random, index: number): PersonIdentity {
  const first = random.pick([...FIRST, ...MORE]);
  const last = random.pick(LAST);
  const isHidden = index > 0 && random.chance(HIDDEN_SHARE);
  return {
    phone: isHidden ? null : `${FICTIONAL}${String(index).padStart(3, '0')}`,
    userId: `GB.${String(100_000 + index)}`,
    parentUserId: null,
    username: isHidden ? `${first}.${last}`.toLowerCase() : null,
    name: `${first} ${last}`,
  };
}
