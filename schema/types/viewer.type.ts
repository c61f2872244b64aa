import { Field, ID, ObjectType } from 'type-graphql';
import type { Role } from '../../src/domain/user/roles.js';
import { enumOf } from './enumOf.js';
import { RoleEnum } from './enums.type.js';

const SCOPES = ['CHATS', 'SETTINGS', 'ACCOUNTS'] as const;
export type ScopeName = (typeof SCOPES)[number];
const ScopeEnum = enumOf('Scope', SCOPES, 'What the viewer may do.', {
  CHATS: 'Read numbers, conversations and messages, and subscribe to inbound events.',
  SETTINGS: 'Read and change the settings of the account.',
  ACCOUNTS: 'Open accounts and act in any of them.',
});

@ObjectType('Viewer', { simpleResolvers: true, description: 'Who asks. Needs any role, or an API key.' })
export class Viewer {
  @Field(() => ID, { description: "The user's id, or the API key's." })
  declare readonly id: string;

  @Field(() => RoleEnum, { nullable: true, description: 'Null for an API key.' })
  declare readonly role: Role | null;

  @Field(() => [ScopeEnum])
  declare readonly scopes: readonly ScopeName[];

  declare readonly userId: string | null;
  declare readonly homeAccount: string;
  declare readonly numberId: string | null;
}
