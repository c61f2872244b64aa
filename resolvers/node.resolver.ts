import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Node } from '../schema/types/node.type.js';
import { Allow } from '../src/graphql/access.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { findNode, type FoundNode } from '../src/graphql/nodes.js';
import { MAX_PAGE } from '../src/administration/page.js';
import { invalid, notFound } from '../src/lib/errors.js';

const NEEDS = 'Needs any role, or an API key; what is shown is what they may see elsewhere.';

@Resolver(() => Node)
export class NodeResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => Node, { nullable: true, description: `Anything by its id, else NOT_FOUND. ${NEEDS}` })
  async node(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<FoundNode> {
    const found = await findNode(context, toId(id));
    if (!found) throw notFound('node');
    return found;
  }

  @Allow('AGENT', 'API_KEY')
  @Query(() => [Node], {
    nullable: 'items',
    description: `Up to 100 things by their ids, in order; null, with a NOT_FOUND, for what is not there. ${NEEDS}`,
  })
  async nodes(
    @Arg('ids', () => [ID]) ids: string[],
    @Ctx() context: GraphqlContext,
  ): Promise<readonly (FoundNode | Error)[]> {
    if (ids.length > MAX_PAGE)
      throw invalid('ids', 'TOO_MANY', `At most ${String(MAX_PAGE)} ids can be asked for at once.`);
    return Promise.all(ids.map(async (id) => (await findNode(context, toId(id))) ?? notFound('node')));
  }
}
