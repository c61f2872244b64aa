import { LayoutTemplate, Paperclip, SendHorizontal, X } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { otherError } from '../../api/errors.js';
import { Banner } from '../../ui/Banner.js';
import { Button, IconButton } from '../../ui/Button.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { MAX_FILE_BYTES, mediaOf } from './attachment.js';
import { sizeOf } from './MediaView.js';
import type { ReplyWindow } from './replyWindow.js';
import type { ChatMessage } from './rows.js';
import { TemplateDialog } from './TemplateDialog.js';
import { textOf } from './textOf.js';
import type { Send } from './useSend.js';

/** Where one answers: text and files while the window is open, templates at any time. */
export function Composer({
  numberId,
  window: replyWindow,
  replyTo,
  onReplyTo,
  send,
}: {
  readonly numberId: string;
  readonly window: ReplyWindow;
  readonly replyTo: ChatMessage | null;
  readonly onReplyTo: (message: ChatMessage | null) => void;
  readonly send: Send;
}) {
  const t = useT();
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  const isClosed = replyWindow.state === 'CLOSED';
  const isEmpty = text.trim() === '' && file === null;

  const submit = async (): Promise<void> => {
    if (isEmpty || send.isPending || isClosed) return;
    const content = file ? { media: await mediaOf(file, text.trim()) } : { text: text.trim() };
    send.mutate(
      { ...content, ...(replyTo && { replyTo: replyTo.id }) },
      {
        onSuccess: () => {
          setText('');
          setFile(null);
          onReplyTo(null);
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Not while a character is being composed, as in Japanese.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };
  const template = (
    <Button
      small={!isClosed}
      icon={<LayoutTemplate size={16} aria-hidden />}
      onClick={() => setChoosing(true)}
    >
      {t('chat.template')}
    </Button>
  );
  const error = otherError(send.error);
  return (
    <footer className="composer">
      {error !== null && <Banner tone="bad">{error}</Banner>}
      {isClosed ? (
        <Banner tone="warn" title={t('chat.windowClosed')} action={template}>
          {t('chat.windowClosedText')}
        </Banner>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {replyTo && <Quoted message={replyTo} onDrop={() => onReplyTo(null)} />}
          {file && (
            <p className="composer-chip">
              <Paperclip size={14} aria-hidden />
              <span>
                {file.name} · {sizeOf(file.size)}
              </span>
              <IconButton
                small
                label={t('common.remove')}
                icon={<X size={14} aria-hidden />}
                onClick={() => setFile(null)}
              />
            </p>
          )}
          <div className="composer-line">
            <Attach onFile={setFile} />
            <textarea
              className="input"
              rows={1}
              value={text}
              maxLength={4096}
              aria-label={t('chat.write')}
              placeholder={t('chat.write')}
              onChange={({ target }) => setText(target.value)}
              onKeyDown={onKeyDown}
            />
            <Button
              type="submit"
              look="primary"
              busy={send.isPending}
              disabled={isEmpty}
              icon={<SendHorizontal size={16} aria-hidden />}
            >
              {t('chat.send')}
            </Button>
          </div>
          <p className="composer-hint">
            {replyWindow.state === 'OPEN' ? (
              <span title={t('chat.windowText')}>
                {t('chat.windowOpen')} <Time at={new Date(replyWindow.closesAt).toISOString()} as="ago" />
              </span>
            ) : (
              <span title={t('chat.windowText')}>{t('chat.windowUnknown')}</span>
            )}
            {template}
          </p>
        </form>
      )}
      {isChoosing && <TemplateDialog numberId={numberId} send={send} onClose={() => setChoosing(false)} />}
    </footer>
  );
}

function Quoted({ message, onDrop }: { readonly message: ChatMessage; readonly onDrop: () => void }) {
  const t = useT();
  return (
    <div className="composer-chip">
      <blockquote className="quote">
        <strong>{t('chat.replying')}</strong>
        <span>{textOf(message, t)}</span>
      </blockquote>
      <IconButton small label={t('common.remove')} icon={<X size={14} aria-hidden />} onClick={onDrop} />
    </div>
  );
}

function Attach({ onFile }: { readonly onFile: (file: File) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [isTooLarge, setTooLarge] = useState(false);
  return (
    <>
      <input
        ref={input}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label={t('chat.attach')}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          setTooLarge(file !== undefined && file.size > MAX_FILE_BYTES);
          if (file && file.size <= MAX_FILE_BYTES) onFile(file);
          target.value = '';
        }}
      />
      <IconButton
        label={isTooLarge ? t('chat.tooLarge') : t('chat.attach')}
        icon={<Paperclip size={18} aria-hidden />}
        onClick={() => input.current?.click()}
      />
      {isTooLarge && (
        <span className="composer-error" role="alert">
          {t('chat.tooLarge')}
        </span>
      )}
    </>
  );
}
