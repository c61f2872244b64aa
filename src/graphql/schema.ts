import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { AccountResolver } from '../../resolvers/account.resolver.js';
import { AccountSettingsResolver } from '../../resolvers/accountSettings.resolver.js';
import { ApiKeyResolver } from '../../resolvers/apiKey.resolver.js';
import { ApiKeySettingsResolver } from '../../resolvers/apiKeySettings.resolver.js';
import { AuditResolver } from '../../resolvers/audit.resolver.js';
import { CallResolver } from '../../resolvers/call.resolver.js';
import { ChatwootResolver } from '../../resolvers/chatwoot.resolver.js';
import { ConversationResolver } from '../../resolvers/conversation.resolver.js';
import { ConversationReadResolver } from '../../resolvers/conversationRead.resolver.js';
import { DeliveryReplayResolver } from '../../resolvers/deliveryReplay.resolver.js';
import { HoldResolver } from '../../resolvers/hold.resolver.js';
import { ErasureResolver } from '../../resolvers/erasure.resolver.js';
import { ExportResolver } from '../../resolvers/export.resolver.js';
import { IncidentResolver } from '../../resolvers/incident.resolver.js';
import { InboundEventResolver } from '../../resolvers/inboundEvent.resolver.js';
import { MessageResolver } from '../../resolvers/message.resolver.js';
import { NodeResolver } from '../../resolvers/node.resolver.js';
import { NumberResolver } from '../../resolvers/number.resolver.js';
import { NumberPiiModeResolver } from '../../resolvers/numberPiiMode.resolver.js';
import { NumberSettingsResolver } from '../../resolvers/numberSettings.resolver.js';
import { PersonalTokenResolver } from '../../resolvers/personalToken.resolver.js';
import { RecordingResolver } from '../../resolvers/recording.resolver.js';
import { ReceiptResolver } from '../../resolvers/receipt.resolver.js';
import { RetentionResolver } from '../../resolvers/retention.resolver.js';
import { RetentionHistoryResolver } from '../../resolvers/retentionHistory.resolver.js';
import { SecondFactorResolver } from '../../resolvers/secondFactor.resolver.js';
import { SendResolver } from '../../resolvers/send.resolver.js';
import { SendLogResolver } from '../../resolvers/sendLog.resolver.js';
import { SweepResolver } from '../../resolvers/sweep.resolver.js';
import { UserResolver } from '../../resolvers/user.resolver.js';
import { UserSettingsResolver } from '../../resolvers/userSettings.resolver.js';
import { ViewerResolver } from '../../resolvers/viewer.resolver.js';
import { WebhookResolver } from '../../resolvers/webhook.resolver.js';
import { WebhookDeliveryResolver } from '../../resolvers/webhookDelivery.resolver.js';
import { WebhookSettingsResolver } from '../../resolvers/webhookSettings.resolver.js';
import { checkAccess } from './access.js';

let built: GraphQLSchema | null = null;

/** The schema; built once a process, as type-graphql's metadata is global anyway. */
export function graphqlSchema(): GraphQLSchema {
  built ??= buildSchemaSync({
    resolvers: [
      AccountResolver,
      AccountSettingsResolver,
      ApiKeyResolver,
      ApiKeySettingsResolver,
      AuditResolver,
      CallResolver,
      ChatwootResolver,
      ConversationResolver,
      ConversationReadResolver,
      DeliveryReplayResolver,
      HoldResolver,
      ErasureResolver,
      ExportResolver,
      IncidentResolver,
      InboundEventResolver,
      MessageResolver,
      NodeResolver,
      NumberResolver,
      NumberPiiModeResolver,
      NumberSettingsResolver,
      PersonalTokenResolver,
      RecordingResolver,
      ReceiptResolver,
      RetentionResolver,
      RetentionHistoryResolver,
      SecondFactorResolver,
      SendResolver,
      SendLogResolver,
      SweepResolver,
      UserResolver,
      UserSettingsResolver,
      ViewerResolver,
      WebhookResolver,
      WebhookDeliveryResolver,
      WebhookSettingsResolver,
    ],
    authChecker: checkAccess,
    // Inputs are checked by the domain's own rules.
    validate: false,
    // type-graphql asks for one as soon as there are subscriptions; ours bring their own sources.
    pubSub: { publish: () => undefined, subscribe: noTopic },
  });
  return built;
}

function noTopic(): never {
  throw new Error('There are no topics.');
}
