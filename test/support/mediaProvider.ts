import { createHash, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProvidedFile {
  readonly id: string;
  readonly content: Buffer;
  readonly mimeType: string;
  /** As the webhook has it. */
  readonly sha256: string;
}

type Answer = (response: ServerResponse, usual: () => void) => void;

/** The provider's media endpoints over real HTTP, with faults where a test wants them. */
export interface MediaProvider {
  /** What `WHATSAPP_API_URL` is. */
  readonly url: string;
  add(content: Buffer, mimeType?: string): ProvidedFile;
  remove(id: string): void;
  /** How requests are answered from now on; `usual` answers as if nothing were wrong. */
  onDescribe: Answer;
  onDownload: Answer;
  /** Of each request: `describe` or `download`, and the token it came with. */
  readonly asked: { readonly what: 'describe' | 'download'; readonly token: string | undefined }[];
  stop(): Promise<void>;
}

const usually: Answer = (_response, usual) => {
  usual();
};

export async function startMediaProvider(token = 'access-token'): Promise<MediaProvider> {
  const files = new Map<string, ProvidedFile>();
  const server = createServer((request, response) => {
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  const provider: MediaProvider = {
    url: `${origin}/v23.0`,
    add: (content, mimeType = 'image/jpeg') => {
      const id = String(randomInt(1e12, 2e12));
      const sha256 = createHash('sha256').update(content).digest('base64');
      const file = { id, content, mimeType, sha256 };
      files.set(id, file);
      return file;
    },
    remove: (id) => files.delete(id),
    onDescribe: usually,
    onDownload: usually,
    asked: [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [, first = '', id = ''] = (request.url ?? '').split('/');
    const file = files.get(id);
    const given = request.headers.authorization?.replace('Bearer ', '');
    const what = first === 'v23.0' ? 'describe' : 'download';
    provider.asked.push({ what, token: given });
    if (given !== token) {
      refuse(response, 401, 190);
      return;
    }
    const usual = (): void => {
      if (!file) refuse(response, 400, 100);
      else if (what === 'describe') {
        const { content, mimeType, sha256 } = file;
        const hex = Buffer.from(sha256, 'base64').toString('hex');
        const told = {
          url: `${origin}/file/${id}`,
          mime_type: mimeType,
          sha256: hex,
          file_size: content.length,
          id,
        };
        response.setHeader('content-type', 'application/json').end(JSON.stringify(told));
      } else response.setHeader('content-type', file.mimeType).end(file.content);
    };
    (what === 'describe' ? provider.onDescribe : provider.onDownload)(response, usual);
  };
  return provider;
}

export function refuse(response: ServerResponse, status: number, code: number): void {
  const error = { message: 'refused', type: 'OAuthException', code };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}
