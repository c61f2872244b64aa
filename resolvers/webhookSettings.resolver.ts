import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  CreateWebhookInput,
  UpdateWebhookInput,
  RotateWebhookSecretInput,
  DeleteWebhookInput,
} from '../schema/types/webhook.input.js';
import {
  CreateWebhookPayload,
  UpdateWebhookPayload,
  RotateWebhookSecretPayload,
  DeleteWebhookPayload,
} from '../schema/types/webhookPayloads.type.js';
import { createWebhook, deleteWebhook, rotateWebhookSecret } from '../src/administration/webhooks.js';
import { Allow } from '../src/graphql/access.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { showWebhook } from '../src/graphql/showWebhook.js';
import { payloadOf } from '../src/graphql/userErrors.js';
import { changeWebhook } from '../src/graphql/webhooks.js';

@Resolver()
export class WebhookSettingsResolver {
  @Allow('ADMIN')
  @Mutation(() => CreateWebhookPayload, { description: 'Makes a webhook. Needs the role ADMIN.' })
  createWebhook(
    @Arg('input', () => CreateWebhookInput) input: CreateWebhookInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateWebhookPayload> {
    const wanted = { ...input, numberId: toId(input.numberId), ordered: input.ordered ?? false };
    return payloadOf(async () => {
      const made = await createWebhook(context.services, settingsContextOf(context), wanted);
      return { webhook: showWebhook(made.webhook), secret: made.secret };
    });
  }

  @Allow('ADMIN')
  @Mutation(() => UpdateWebhookPayload, { description: 'Changes what is given. Needs the role ADMIN.' })
  updateWebhook(
    @Arg('input', () => UpdateWebhookInput) input: UpdateWebhookInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateWebhookPayload> {
    return payloadOf(async () => ({ webhook: showWebhook(await changeWebhook(context, input)) }));
  }

  @Allow('ADMIN')
  @Mutation(() => RotateWebhookSecretPayload, {
    description: 'Makes a new secret; both are valid for a day. Needs the role ADMIN.',
  })
  rotateWebhookSecret(
    @Arg('input', () => RotateWebhookSecretInput) input: RotateWebhookSecretInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RotateWebhookSecretPayload> {
    const wanted = { webhookId: toId(input.webhookId) };
    return payloadOf(async () => {
      const made = await rotateWebhookSecret(context.services, settingsContextOf(context), wanted);
      return { webhook: showWebhook(made.webhook), secret: made.secret };
    });
  }

  @Allow('ADMIN')
  @Mutation(() => DeleteWebhookPayload, {
    description: 'Deletes a webhook; what waits for it is not sent. Needs the role ADMIN.',
  })
  deleteWebhook(
    @Arg('input', () => DeleteWebhookInput) input: DeleteWebhookInput,
    @Ctx() context: GraphqlContext,
  ): Promise<DeleteWebhookPayload> {
    const wanted = { webhookId: toId(input.webhookId) };
    return payloadOf(async () => ({
      webhook: showWebhook(await deleteWebhook(context.services, settingsContextOf(context), wanted)),
    }));
  }
}
