import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON } from 'mongodb';

/** A command of MongoDB's wire protocol, its sequences of documents beside its other fields. */
export type Command = Readonly<Record<string, unknown>>;

/** What is held: the command, so that the server does not see it, or the answer to one that it has carried out. */
export type Hold = 'COMMAND' | 'ANSWER';

/** A way to the database on which a process can be caught at one exact command, and be killed there. */
export interface DatabaseGate {
  /** The database's address by way of the gate. */
  readonly uri: string;
  /**
   * Holds the first command for which `decide` gives something; asked about every command from now on, in their order.
   * @returns when it is held, what lets it go
   */
  holdWhen(decide: (command: Command) => Hold | null): Promise<() => void>;
  /** Ends every connection; new ones are taken. */
  cut(): void;
  stop(): Promise<void>;
}

/** The protocol's number of commands that are no hand shakes of old clients. */
const OP_MSG = 2013;
const HEADER_BYTES = 16;

interface Watch {
  readonly decide: (command: Command) => Hold | null;
  readonly held: (letGo: () => void) => void;
}

/** @param uri of one server */
export async function startDatabaseGate(uri: string): Promise<DatabaseGate> {
  const [, host = ''] = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri) ?? [];
  const { hostname, port } = new URL(`tcp://${host}`);
  const sockets = new Set<Socket>();
  let watch: Watch | null = null;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    /** The command whose answer is held, by its number. */
    let answerOf: number | null = null;
    const hold = ({ held }: Watch, send: () => void): void => {
      watch = null;
      held(send);
    };
    client.on(
      'data',
      inFrames((frame) => {
        const send = (): void => void upstream.write(frame);
        const command = watch && commandOf(frame);
        const what = command && watch?.decide(command);
        if (watch && what === 'COMMAND') {
          hold(watch, send);
          return;
        }
        if (what === 'ANSWER') answerOf = frame.readInt32LE(4);
        send();
      }),
    );
    upstream.on(
      'data',
      inFrames((frame) => {
        const send = (): void => void client.write(frame);
        if (watch && answerOf !== null && frame.readInt32LE(8) === answerOf) hold(watch, send);
        else send();
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  // Without it the driver goes to where the server says that it is.
  const options = uri.includes('directConnection=') ? '' : 'directConnection=true';
  const [address = '', query = ''] = uri.replace(host, own).split('?');
  const withPath = /^mongodb:\/\/[^/]+\//.test(address) ? address : `${address}/`;
  return {
    uri: `${withPath}?${[query, options].filter((part) => part !== '').join('&')}`,
    holdWhen: (decide) =>
      new Promise((held) => {
        watch = { decide, held };
      }),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Gives whole messages of the protocol, of whatever pieces they come in. */
function inFrames(take: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      take(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
}

/** @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg */
function commandOf(frame: Buffer): Command | null {
  if (frame.readInt32LE(12) !== OP_MSG) return null;
  const command: Record<string, unknown> = {};
  const hasChecksum = (frame.readUInt32LE(HEADER_BYTES) & 1) === 1;
  const end = frame.length - (hasChecksum ? 4 : 0);
  for (let at = HEADER_BYTES + 4; at < end;) {
    const isSequence = frame[at] === 1;
    const size = frame.readInt32LE(at + 1);
    const section = frame.subarray(at + 1, at + 1 + size);
    if (isSequence) Object.assign(command, sequenceOf(section));
    else Object.assign(command, BSON.deserialize(section));
    at += 1 + size;
  }
  return command;
}

/** Its length, its name, and documents up to its end. */
function sequenceOf(section: Buffer): Record<string, unknown> {
  const nameEnd = section.indexOf(0, 4);
  const documents: unknown[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at))
    documents.push(BSON.deserialize(section.subarray(at, at + section.readInt32LE(at))));
  return { [section.subarray(4, nameEnd).toString('utf8')]: documents };
}
