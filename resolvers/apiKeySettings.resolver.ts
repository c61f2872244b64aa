import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  CreateApiKeyInput,
  RevokeApiKeyInput,
  UpdateApiKeyRetentionInput,
} from '../schema/types/apiKey.input.js';
import {
  CreateApiKeyPayload,
  RevokeApiKeyPayload,
  UpdateApiKeyRetentionPayload,
} from '../schema/types/apiKeyPayloads.type.js';
import { createApiKey, revokeApiKey, updateApiKeyRetention } from '../src/administration/apiKeys.js';
import { Allow } from '../src/graphql/access.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId, toIdOrNull } from '../src/graphql/ids.js';
import { showApiKey } from '../src/graphql/showSettings.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class ApiKeySettingsResolver {
  @Allow('ADMIN')
  @Mutation(() => CreateApiKeyPayload, { description: 'Makes a key. Needs the role ADMIN.' })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateApiKeyPayload> {
    const wanted = { ...input, numberId: toIdOrNull(input.numberId) };
    return payloadOf(async () => {
      const made = await createApiKey(context.services.core, settingsContextOf(context), wanted);
      return { apiKey: showApiKey(made.apiKey), secret: made.secret };
    });
  }

  @Allow('ADMIN')
  @Mutation(() => UpdateApiKeyRetentionPayload, {
    description: 'Sets how long PII stays in the send log of a key. Needs the role ADMIN.',
  })
  updateApiKeyRetention(
    @Arg('input', () => UpdateApiKeyRetentionInput) input: UpdateApiKeyRetentionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateApiKeyRetentionPayload> {
    const wanted = { ...input, apiKeyId: toId(input.apiKeyId) };
    return payloadOf(async () => {
      const key = await updateApiKeyRetention(context.services.core, settingsContextOf(context), wanted);
      return { apiKey: showApiKey(key) };
    });
  }

  @Allow('ADMIN')
  @Mutation(() => RevokeApiKeyPayload, { description: 'Ends a key for good. Needs the role ADMIN.' })
  revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput) input: RevokeApiKeyInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RevokeApiKeyPayload> {
    const wanted = { apiKeyId: toId(input.apiKeyId) };
    return payloadOf(async () => ({
      apiKey: showApiKey(await revokeApiKey(context.services.core, settingsContextOf(context), wanted)),
    }));
  }
}
