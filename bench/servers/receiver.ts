import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Webhook endpoints: each path one; `/hang…` never answers, `/count` says how many others were answered so far. */
let count = 0;
const server = createServer((request, response) => {
  const { url = '' } = request;
  if (url === '/count') {
    response.end(String(count));
    return;
  }
  request.resume();
  request.on('end', () => {
    if (url.startsWith('/hang')) return;
    count += 1;
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
});
