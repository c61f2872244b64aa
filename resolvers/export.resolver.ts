import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import {
  Export,
  ExportConnection,
  RequestExportInput,
  RequestExportPayload,
  RevokeExportInput,
  RevokeExportPayload,
} from '../schema/types/export.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { exportPage, requestExport, revokeExport, showExport } from '../src/graphql/exports.js';
import { toId } from '../src/graphql/ids.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver(() => Export)
export class ExportResolver {
  @Allow('ADMIN')
  @Query(() => ExportConnection, { description: 'Exports, newest first. Needs the role ADMIN.' })
  exports(@Args(() => PageArgs) page: PageArgs, @Ctx() context: GraphqlContext): Promise<ExportConnection> {
    return exportPage(context, page);
  }

  @Allow('ADMIN')
  @Query(() => Export, { nullable: true, description: 'One export, else NOT_FOUND. Needs the role ADMIN.' })
  async export(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<Export> {
    return showExport(context, await context.services.exports.get(accountOf(context), toId(id)));
  }

  @Allow('ADMIN')
  @Mutation(() => RequestExportPayload, {
    description:
      'Gives a link by which the data can be downloaded for a day: JSON Lines and files in a zip archive. Needs the role ADMIN.',
  })
  requestExport(
    @Arg('input', () => RequestExportInput) input: RequestExportInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RequestExportPayload> {
    return payloadOf(async () => ({ export: await requestExport(context, input) }));
  }

  @Allow('ADMIN')
  @Mutation(() => RevokeExportPayload, {
    description: 'Ends an export: its link works no more. Needs the role ADMIN.',
  })
  revokeExport(
    @Arg('input', () => RevokeExportInput) { exportId }: RevokeExportInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RevokeExportPayload> {
    return payloadOf(async () => ({ export: await revokeExport(context, exportId) }));
  }
}
