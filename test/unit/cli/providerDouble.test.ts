import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../../../src/cli/program.js';
import { createTestCli } from '../../support/cli.js';

/** Starts the command, waits until it has said something, and gives the signal that ends it. */
async function play(
  args: readonly string[],
  whileItRuns: (stdout: string) => Promise<void>,
): Promise<number> {
  const test = createTestCli();
  const ended = runCommand(['provider-double', '--port', '0', ...args], test.cli);
  while (test.stdout() === '') await new Promise((resolve) => setTimeout(resolve, 5));
  try {
    await whileItRuns(test.stdout());
  } finally {
    // To our own listener alone: no other one is there in a unit test.
    process.emit('SIGTERM');
  }
  return ended;
}

describe('lethe provider-double', () => {
  it('tells where it listens, takes messages, and ends at a signal with 0', async () => {
    const exitCode = await play(['--json', '--access-token', 't'], async (stdout) => {
      const { url, control } = JSON.parse(stdout) as { url: string; control: string };
      const message = {
        messaging_product: 'whatsapp',
        to: '+447700900123',
        type: 'text',
        text: { body: 'Hi' },
      };
      const sent = await fetch(`${url}/1/messages`, {
        method: 'POST',
        headers: { authorization: 'Bearer t' },
        body: JSON.stringify(message),
      });
      expect(sent.status).toBe(200);
      expect(await (await fetch(control)).json()).toMatchObject({ accepted: 1 });
    });
    expect(exitCode).toBe(0);
  });

  it('says for people how it is used', async () => {
    await play(['--statuses', 'sent', '--delay', '0'], async (stdout) => {
      expect(stdout).toMatch(/listening on http:\/\/127\.0\.0\.1:\d+\n/);
      expect(stdout).toMatch(/WHATSAPP_API_URL=http:\/\/127\.0\.0\.1:\d+\/v23\.0 npm start/);
      return Promise.resolve();
    });
  });
});
