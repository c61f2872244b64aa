import { connect, type Socket } from 'node:net';

/** Sends bytes as they are and gives what comes back until the peer ends, or has been silent for a while. */
export function raw(host: string, port: number, bytes: string, silentMs = 1_000): Promise<string> {
  const socket = connect(port, host);
  socket.on('connect', () => socket.write(bytes));
  return heard(socket, silentMs);
}

/** What a socket's peer says until it ends, or has been silent for a while. */
export function heard(socket: Socket, silentMs: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(silentMs, done);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', done);
    socket.on('close', done);
  });
}
