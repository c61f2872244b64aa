import { get } from 'node:http';

/** For a container's HEALTHCHECK, where there is no curl: ends with 0 when the process answers. */
const port = process.env.PORT ?? '4000';
const WITHIN_MS = 2_000;

const request = get(`http://127.0.0.1:${port}/healthz`, { timeout: WITHIN_MS }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
});
request.on('error', () => process.exit(1));
request.on('timeout', () => process.exit(1));
