import type { NumberConnection } from '../../schema/types/number.type.js';
import { listNumbers } from '../administration/numbers.js';
import type { PageInput } from '../administration/page.js';
import { accountOf, principalOf, type GraphqlContext } from './context.js';
import { getNumber } from './chats.js';
import { cursorOf, settingsConnection } from './pages.js';
import { showNumber } from './showSettings.js';

/** The account's numbers; of a number key its own alone. @throws InvalidInput */
export async function numberPage(context: GraphqlContext, page: PageInput): Promise<NumberConnection> {
  const { core } = context.services;
  const principal = principalOf(context);
  if (principal.kind === 'USER' || principal.number === null)
    return settingsConnection(await listNumbers(core, accountOf(context), page), page.after, showNumber);
  const node = await getNumber(context, principal.number);
  const cursor = cursorOf({ at: node.createdAt, id: node.id });
  const isAsked = page.after !== cursor;
  const only = {
    edges: isAsked ? [{ cursor, node }] : [],
    hasNextPage: false,
    total: () => Promise.resolve(1),
  };
  return settingsConnection(only, page.after, (number) => number);
}
