import { z } from 'zod';
import { CALL_DIRECTIONS } from '../../domain/call/call.js';
import { CALL_STATUSES } from '../../domain/call/callStatus.js';
import { count, dateTime, named, page, text } from './schemas.js';

export const call = named(
  'Call',
  z.object({
    id: z.string(),
    externalCallId: text.meta({ description: 'The provider’s id of the call; null when it is erased.' }),
    direction: z.enum(CALL_DIRECTIONS),
    status: z.enum(CALL_STATUSES),
    peerNumber: text.meta({
      description: 'The other party: E.164 with "+" where it is a phone number; null where it was hidden.',
    }),
    fromNumber: text.meta({ description: 'Who called.' }),
    conversationId: text.meta({ description: 'The chat with the other party; null: there is none.' }),
    startedAt: dateTime.nullable(),
    connectedAt: dateTime.nullable(),
    endedAt: dateTime.nullable(),
    durationSeconds: count.nullable(),
    errorCode: text,
    errorMessage: text,
    recordings: z.array(
      z.object({
        id: z.string(),
        url: text.meta({
          description: 'A signed link that plays it, for 15 minutes; null while it cannot be.',
        }),
        durationSeconds: count.nullable(),
      }),
    ),
    createdAt: dateTime,
    updatedAt: dateTime,
  }),
);
export type CallJson = z.output<typeof call>;

export const callPage = named(
  'CallPage',
  z.object({
    calls: z.array(call),
    total: count.optional().meta({ description: 'Told, as 0, where nothing of the number is stored.' }),
    notice: page.notice,
  }),
);
