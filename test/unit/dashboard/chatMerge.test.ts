import { describe, expect, it } from '@jest/globals';
import { isRead, mergedMessages, movedUp } from '../../../dashboard/src/pages/chat/merge.js';

type MessagePages = Parameters<typeof mergedMessages>[0];
type Message = Parameters<typeof mergedMessages>[1];
type ConversationPages = Parameters<typeof movedUp>[0];
type Conversation = Parameters<typeof movedUp>[1];

/** What merging looks at. */
const message = (id: string, createdAt: string, content = id) => ({ id, createdAt, content }) as Message;
const messagePages = (...pages: readonly (readonly Message[])[]) =>
  pages.map((nodes) => ({
    conversation: { messages: { edges: nodes.map((node) => ({ node })) } },
  })) as unknown as MessagePages;
const contents = (pages: MessagePages) =>
  pages.map(({ conversation }) => conversation?.messages.edges.map(({ node }) => node.content));

const conversation = (id: string, lastMessageAt: string, unreadCount = 1) =>
  ({ id, lastMessageAt, unreadCount }) as Conversation;
const conversationPages = (...pages: readonly (readonly Conversation[])[]) =>
  pages.map((nodes) => ({
    conversations: { edges: nodes.map((node) => ({ node })) },
  })) as unknown as ConversationPages;
const ids = (pages: ConversationPages) =>
  pages.map(({ conversations }) => conversations.edges.map(({ node }) => node.id));

describe('what arrives live', () => {
  const pages = messagePages(
    [message('c', '03'), message('e', '05')],
    [message('a', '01'), message('b', '02')],
  );

  it('goes where its time has it on the newest page', () => {
    expect(contents(mergedMessages(pages, message('f', '06')))).toEqual([
      ['c', 'e', 'f'],
      ['a', 'b'],
    ]);
    expect(contents(mergedMessages(pages, message('d', '04')))).toEqual([
      ['c', 'd', 'e'],
      ['a', 'b'],
    ]);
  });

  it('replaces what is there, on whichever page', () => {
    expect(contents(mergedMessages(pages, message('a', '01', 'A')))).toEqual([
      ['c', 'e'],
      ['A', 'b'],
    ]);
  });

  it('moves its conversation up, once', () => {
    const list = conversationPages(
      [conversation('x', '3'), conversation('y', '2')],
      [conversation('z', '1')],
    );
    expect(ids(movedUp(list, conversation('z', '4')))).toEqual([['z', 'x', 'y'], []]);
    expect(ids(movedUp(list, conversation('new', '2.5')))).toEqual([['x', 'new', 'y'], ['z']]);
  });

  it('is read when it is opened', () => {
    const list = conversationPages([conversation('x', '3'), conversation('y', '2')]);
    const counts = isRead(list, 'y').flatMap(({ conversations }) =>
      conversations.edges.map(({ node }) => node.unreadCount),
    );
    expect(counts).toEqual([1, 0]);
  });
});
