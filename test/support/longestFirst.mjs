import Sequencer from '@jest/test-sequencer';

/**
 * The files that take longest, longest first. Jest knows that of a run before, and a fresh clone has none: it would go by
 * their sizes, and one that begins last keeps everybody waiting while the other core idles.
 */
const LONGEST = [
  ...['e2e/kill', 'e2e/webhooks', 'e2e/relayKill', 'e2e/sending', 'e2e/mediaKill', 'e2e/cli', 'e2e/chatwoot'],
  ...['e2e/databaseAway', 'e2e/sweepKill', 'e2e/sendingQueue', 'e2e/sendingRelayOnly'],
  ...['browser/dashboard', 'browser/requests', 'browser/surfaces', 'browser/longChat'],
  ...['integration/retention/retention.property', 'integration/events/mongo', 'integration/http/abuse'],
  ...[
    'integration/database/shardKeys',
    'integration/cli/eraseAndExport',
    'integration/hostile/hostile.property',
  ],
  ...['unit/retention/retention.property', 'unit/relay/direct/directRelay', 'unit/erasing/crash'],
  ...['unit/retention/calls.property', 'unit/chatwoot/modes', 'unit/retention/receipts'],
];

const placeOf = ({ path }) => {
  const place = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? LONGEST.length : place;
};

/** Jest's own order, behind the files that are known to be long. */
// eslint-disable-next-line import-x/no-default-export -- Jest asks for it
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => placeOf(one) - placeOf(other));
  }
}
