import { randomFromPool } from '../lib/random.js';

const [BEFORE, AFTER] = [Buffer.from([0x1c, 0x18]), Buffer.from([0x15, 0x02, 0x00, 0x11, 0x18, 0x12])];
const SERIAL_BYTES = 9;

/** A message id as the provider makes them: base64 in which the recipient's number stands in the clear. */
export function newMessageId(address: string): string {
  const bytes = Buffer.from(address.replace(/^\+(?=\d+$)/, ''));
  const serial = randomFromPool(SERIAL_BYTES).toString('hex').toUpperCase();
  const parts = [BEFORE, Buffer.from([bytes.length]), bytes, AFTER, Buffer.from(serial), Buffer.from([0])];
  return `wamid.${Buffer.concat(parts).toString('base64')}`;
}
