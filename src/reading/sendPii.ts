export type { SendPii } from '../channels/sendPii.js';
