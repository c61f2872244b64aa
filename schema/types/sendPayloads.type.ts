import { Field, ID, ObjectType } from 'type-graphql';
import { CANCEL_FAILURE_REASONS } from '../../src/domain/send/sendStatus.js';
import { SendLogEntry } from './sendLogEntry.type.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

@ObjectType({ simpleResolvers })
export class SendMessagePayload extends Payload {
  @Field(() => SendLogEntry, { nullable, description: 'Its entry in the send log, which tells its status.' })
  declare readonly entry?: SendLogEntry | null;

  @Field(() => Boolean, {
    nullable,
    description: 'The idempotency key had been used: this is the entry of then, and nothing was sent now.',
  })
  declare readonly isReplay?: boolean | null;
}

@ObjectType({ description: 'A send that was not taken back, and why.', simpleResolvers })
export class CancelFailure {
  @Field(() => ID)
  declare readonly id: string;

  @Field(() => String, { description: CANCEL_FAILURE_REASONS })
  declare readonly reason: string;
}

@ObjectType({ simpleResolvers })
export class CancelMessagesPayload extends Payload {
  @Field(() => [ID], { nullable, description: 'What was taken back: as it was named.' })
  declare readonly canceled?: readonly string[] | null;

  @Field(() => [CancelFailure], { nullable })
  declare readonly failed?: readonly CancelFailure[] | null;
}
