import { Download, FileText, ImageOff } from 'lucide-react';
import { useState } from 'react';
import { ownPath } from '../../api/ownPath.js';
import { useT } from '../../words/words.js';
import type { ChatMessage } from './rows.js';

type Media = NonNullable<ChatMessage['media']>;

/**
 * A message's file, by its signed link. The link is followed on our own origin, whatever name the gateway goes by.
 * @param onStale the link has ended: a message that is read again brings another
 */
export function MediaView({
  media,
  type,
  isOwn,
  onStale,
}: {
  readonly media: Media;
  readonly type: ChatMessage['type'];
  /** Files that are sent from here go to the provider, and no copy is kept. */
  readonly isOwn: boolean;
  readonly onStale: () => void;
}) {
  const t = useT();
  const [isBroken, setBroken] = useState(false);
  const { url, state, mimeType, bytes } = media;
  const fileName = media.fileName ?? t(`type.${type}`);
  if (url === null || isBroken) {
    const missing = isOwn && state === null ? t('chat.fileNotKept') : t('chat.fileGone');
    const why = state === 'PENDING' ? t('chat.filePending') : missing;
    return (
      <p className="media-missing">
        <ImageOff size={16} aria-hidden />
        {why}
      </p>
    );
  }
  const src = ownPath(url);
  const onError = (): void => {
    setBroken(true);
    onStale();
  };
  switch (type) {
    case 'IMAGE':
    case 'STICKER':
      return (
        <a href={src} target="_blank" rel="noreferrer" className={`media-image media-${type.toLowerCase()}`}>
          <img src={src} alt={media.caption ?? t(`type.${type}`)} loading="lazy" onError={onError} />
        </a>
      );
    case 'VIDEO':
      return (
        <video
          className="media-video"
          src={src}
          controls
          preload="metadata"
          aria-label={fileName}
          onError={onError}
        />
      );
    case 'AUDIO':
      return (
        <audio
          className="media-audio"
          src={src}
          controls
          preload="none"
          aria-label={fileName}
          onError={onError}
        />
      );
    default:
      return (
        <a className="media-file" href={src} download={fileName}>
          <FileText size={22} aria-hidden />
          <span className="media-file-name">{fileName}</span>
          <span className="media-file-size">{[mimeType, sizeOf(bytes)].filter(Boolean).join(' · ')}</span>
          <Download size={16} aria-hidden />
        </a>
      );
  }
}

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** "1.4 MB". @param bytes null: not known */
export function sizeOf(bytes: number | null): string {
  if (bytes === null) return '';
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1_000)));
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1_000 ** step);
}
