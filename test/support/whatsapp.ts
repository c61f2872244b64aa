export * from './whatsapp/envelope.js';
export * from './whatsapp/everyMessageType.js';
export * from './whatsapp/messages.js';
export * from './whatsapp/statuses.js';
