import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { EXPORT_STATES, type ExportState } from '../../src/domain/export/export.js';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

export const ExportStateEnum = enumOf('ExportState', EXPORT_STATES, 'How far an export is.', {
  READY: 'Its link can be followed: the archive is made while it is downloaded.',
  RUNNING: 'It is being downloaded.',
  COMPLETED: 'The last download came to its end; the link works on until `expiresAt`.',
  FAILED: 'The last download broke off; the link works on until `expiresAt`.',
  EXPIRED: 'The link works no more.',
  REVOKED: 'The link works no more: somebody saw to that.',
});

@ObjectType('Export', {
  implements: Node,
  simpleResolvers,
  description: 'Data of the account, taken out as a zip archive. Needs the role ADMIN.',
})
export class Export extends Node {
  @Field(() => ExportStateEnum)
  declare readonly state: ExportState;

  @Field(() => Float, { description: 'Of the latest download, from 0 to 1.' })
  declare readonly progress: number;

  @Field(() => String, {
    nullable,
    description:
      'Signed: whoever has it downloads, without other credentials. What leaves its window before is not in the archive. Null when it works no more.',
  })
  declare readonly url: string | null;

  @Field(() => DateTime, { description: 'Until when the link works.' })
  declare readonly expiresAt: Date;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => Int, { description: 'How often its link was followed.' })
  declare readonly downloads: number;

  @Field(() => ID, { nullable, description: 'Of this number alone.' })
  declare readonly numberId: string | null;

  @Field(() => ID, { nullable, description: 'Of this person alone, on every number.' })
  declare readonly contactId: string | null;

  @Field(() => DateTime, { nullable })
  declare readonly startDate: Date | null;

  @Field(() => DateTime, { nullable })
  declare readonly endDate: Date | null;
}

export type ExportConnection = Connection<Export>;
export const ExportConnection = connectionOf('Export', () => Export);

@InputType({ description: 'Of a number or a contact; of neither: of the whole account.' })
export class RequestExportInput {
  @Field(() => ID, { nullable })
  declare readonly numberId?: string | null;

  @Field(() => ID, { nullable, description: 'A contact stands for the person on all numbers.' })
  declare readonly contactId?: string | null;

  @Field(() => DateTime, { nullable, description: 'Inclusive.' })
  declare readonly startDate?: Date | null;

  @Field(() => DateTime, { nullable, description: 'Inclusive.' })
  declare readonly endDate?: Date | null;
}

@InputType()
export class RevokeExportInput {
  @Field(() => ID)
  declare readonly exportId: string;
}

@ObjectType({ simpleResolvers })
export class RequestExportPayload extends Payload {
  @Field(() => Export, { nullable })
  declare readonly export?: Export | null;
}

@ObjectType({ simpleResolvers })
export class RevokeExportPayload extends Payload {
  @Field(() => Export, { nullable })
  declare readonly export?: Export | null;
}
