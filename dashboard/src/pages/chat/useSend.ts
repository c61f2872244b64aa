import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { mutate } from '../../api/execute.js';
import {
  SendInChatDocument,
  type ConversationRowFragment,
  type SendMessageInput,
} from '../../generated/operations.js';
import { numbersQuery } from '../../shell/numbers.js';
import { useToast } from '../../ui/Toast.js';
import { useT } from '../../words/words.js';
import { putIn } from './chatData.js';

/** What is sent; whom to, and from which number, is the conversation's. */
export type Draft = Partial<Pick<SendMessageInput, 'text' | 'template' | 'media' | 'replyTo'>>;
export type Send = UseMutationResult<unknown, Error, Draft>;

/** Sends into a conversation. What could not be sent is told by the mutation's error. */
export function useSend(
  numberId: string,
  conversation: Pick<ConversationRowFragment, 'id' | 'type' | 'from'> | null,
): Send {
  const t = useT();
  const queries = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (draft: Draft) => {
      const whom =
        conversation?.type === 'GROUP' ? { groupId: conversation.from } : { to: conversation?.from ?? null };
      return mutate(SendInChatDocument, { numberId, ...whom, ...draft, idempotencyKey: newKey() });
    },
    onSuccess: ({ entry }) => {
      const { message } = entry ?? {};
      if (!message?.conversation) {
        say(t('chat.sentNotStored'), 'info');
        // Somebody has tightened the number's mode: the page must say so.
        return queries.invalidateQueries({ queryKey: numbersQuery.queryKey });
      }
      const { conversation: changed, ...rest } = message;
      putIn(queries, numberId, { message: rest, conversation: changed });
      return undefined;
    },
  });
}

/** `crypto.randomUUID` is there on https and localhost only. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
