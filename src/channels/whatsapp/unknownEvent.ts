import type { InboundUnknown, UnknownReason } from '../inbound.js';

/** The webhook fields the provider documents. A name outside this list is not repeated: it is a value of the request. */
const DOCUMENTED_FIELDS: ReadonlySet<string> = new Set([
  ...['messages', 'message_echoes', 'smb_message_echoes', 'statuses', 'errors', 'groups', 'calls', 'history'],
  ...[
    'account_alerts',
    'account_review_update',
    'account_settings_update',
    'account_update',
    'automatic_events',
  ],
  ...['business_capability_update', 'business_status_update', 'business_username_update', 'flows'],
  ...['group_lifecycle_update', 'group_participants_update', 'group_settings_update', 'group_status_update'],
  ...[
    'message_template_components_update',
    'message_template_quality_update',
    'message_template_status_update',
  ],
  ...['messaging_handovers', 'partner_solutions', 'payment_configuration_update', 'phone_number_name_update'],
  ...['phone_number_quality_update', 'security', 'smb_app_state_sync', 'standby', 'template_category_update'],
  ...['template_correct_category_detection', 'tracking_events', 'user_id_update', 'user_preferences'],
]);

/** Makes the event for what is not read further; a field that is not documented is called `other`. Pure. */
export function unknownEvent(
  field: unknown,
  reason: UnknownReason,
  code: number | null = null,
): InboundUnknown {
  const named = typeof field === 'string' && DOCUMENTED_FIELDS.has(field);
  return { kind: 'unknown', field: named ? field : 'other', reason, code };
}
