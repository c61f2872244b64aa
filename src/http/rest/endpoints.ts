import { analyticsEndpoints } from './analyticsEndpoints.js';
import { apiKeyEndpoints } from './apiKeyEndpoints.js';
import { callEndpoints } from './callEndpoints.js';
import { conversationEndpoints } from './conversationEndpoints.js';
import type { Endpoint } from './endpoint.js';
import { messageEndpoints } from './messageEndpoints.js';
import { mediaEndpoint } from './mediaEndpoint.js';
import { numberEndpoints } from './numberEndpoints.js';
import { sendEndpoints } from './sendEndpoints.js';
import { sendLogEndpoints } from './sendLogEndpoints.js';
import { templateEndpoints } from './templateEndpoints.js';
import { webhookEndpoints } from './webhookEndpoints.js';

/** REST v1, whole: what is not here is neither served nor documented. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...conversationEndpoints,
  ...messageEndpoints,
  mediaEndpoint,
  ...callEndpoints,
  ...sendEndpoints,
  ...sendLogEndpoints,
  ...templateEndpoints,
  ...numberEndpoints,
  ...apiKeyEndpoints,
  ...analyticsEndpoints,
  ...webhookEndpoints,
];
