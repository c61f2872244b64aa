import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import {
  CancelSweepInput,
  RetentionPreviewInput,
  RunSweepInput,
  UpdateDataRetentionInput,
  UpdateSweepWindowInput,
} from '../schema/types/retention.input.js';
import {
  CancelSweepPayload,
  RunSweepPayload,
  UpdateDataRetentionPayload,
  UpdateSweepWindowPayload,
} from '../schema/types/retentionPayloads.type.js';
import { RetentionPreview } from '../schema/types/retentionPreview.type.js';
import { updateDataRetention, updateSweepWindow } from '../src/administration/accounts.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { changeOf, daysOf, startSweep, stopSweep, windowOf } from '../src/graphql/retention.js';
import { showAccount } from '../src/graphql/showSettings.js';
import { toId } from '../src/graphql/ids.js';
import { payloadOf } from '../src/graphql/userErrors.js';
import { retentionPreview } from '../src/retention/preview.js';

@Resolver()
export class RetentionResolver {
  @Allow('ADMIN')
  @Query(() => RetentionPreview, {
    description:
      'What a change would erase; without input, what is due as things stand. Needs the role ADMIN.',
  })
  retentionPreview(
    @Arg('input', () => RetentionPreviewInput, { nullable: true }) input: RetentionPreviewInput | null,
    @Ctx() context: GraphqlContext,
  ): Promise<RetentionPreview> {
    const change = changeOf(input);
    return retentionPreview(context.services.core, accountOf(context), ...(change ? [change] : []));
  }

  @Allow('ADMIN')
  @Mutation(() => UpdateDataRetentionPayload, {
    description:
      'Sets how long the account keeps its records; reads follow at once, data in the next sweep. Needs the role ADMIN.',
  })
  updateDataRetention(
    @Arg('input', () => UpdateDataRetentionInput) input: UpdateDataRetentionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateDataRetentionPayload> {
    const by = settingsContextOf(context);
    return payloadOf(async () => ({
      account: showAccount(await updateDataRetention(context.services.core, by, daysOf(input))),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => UpdateSweepWindowPayload, {
    description:
      'Sets the hours of the day in which sweeps run by themselves; `runSweep` is not bound to them, nor are the daily runs of PII modes and API keys. Needs the role ADMIN.',
  })
  updateSweepWindow(
    @Arg('input', () => UpdateSweepWindowInput) input: UpdateSweepWindowInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateSweepWindowPayload> {
    const by = settingsContextOf(context);
    return payloadOf(async () => ({
      account: showAccount(await updateSweepWindow(context.services.core, by, windowOf(input))),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => RunSweepPayload, { description: 'Starts a sweep now. Needs the role ADMIN.' })
  runSweep(
    @Arg('input', () => RunSweepInput) { phases }: RunSweepInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RunSweepPayload> {
    return payloadOf(async () => ({ sweep: await startSweep(context, phases ? { phases } : {}) }));
  }

  @Allow('ADMIN')
  @Mutation(() => CancelSweepPayload, {
    description:
      'Stops a sweep between two batches; what is gone stays gone, the next sweep does the rest. A finished one stays as it is. Needs the role ADMIN.',
  })
  cancelSweep(
    @Arg('input', () => CancelSweepInput) { sweepId }: CancelSweepInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CancelSweepPayload> {
    return payloadOf(async () => ({ sweep: await stopSweep(context, toId(sweepId)) }));
  }
}
