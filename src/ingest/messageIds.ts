export { messageIdOf } from '../projections/messageIds.js';
