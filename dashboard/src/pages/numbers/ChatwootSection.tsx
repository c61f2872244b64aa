import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { ConnectChatwootDocument, DisconnectChatwootDocument } from '../../generated/operations.js';
import { Badge, Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Facts } from '../../ui/Facts.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { countText, wholeNumber } from '../../ui/figures.js';
import { Section } from '../../ui/Page.js';
import { Time } from '../../ui/Time.js';
import { useT, useWords } from '../../words/words.js';
import type { NumberSettings } from './NumberPage.js';

/** The inbox of Chatwoot where chats of the number are answered; works in every PII mode. */
export function ChatwootSection({ number }: { readonly number: NumberSettings }) {
  const t = useT();
  const [open, setOpen] = useState<'CONNECT' | 'DISCONNECT' | null>(null);
  const [mustSetHook, setMustSetHook] = useState(false);
  const disconnect = useChange(DisconnectChatwootDocument, () => setOpen(null));
  const close = (): void => setOpen(null);
  const { chatwoot } = number;
  return (
    <Section
      title="Chatwoot"
      lead={t('chatwoot.lead')}
      actions={
        <span className="row-actions">
          <Button small onClick={() => setOpen('CONNECT')}>
            {chatwoot ? t('chatwoot.reconnect') : t('numbers.connect')}
          </Button>
          {chatwoot && (
            <Button small look="danger" onClick={() => setOpen('DISCONNECT')}>
              {t('chatwoot.disconnect')}
            </Button>
          )}
        </span>
      }
    >
      {mustSetHook && <Banner tone="warn">{t('chatwoot.hookByHand')}</Banner>}
      {chatwoot ? <Connection chatwoot={chatwoot} /> : <p className="muted">{t('numbers.notConnected')}</p>}
      {open === 'CONNECT' && (
        <ConnectDialog
          number={number}
          onClose={close}
          onDone={(isHookSet) => {
            setMustSetHook(!isHookSet);
            close();
          }}
        />
      )}
      {open === 'DISCONNECT' && (
        <ConfirmDialog
          title={t('chatwoot.disconnect')}
          yes={t('chatwoot.disconnect')}
          change={disconnect}
          onClose={close}
          onYes={() => disconnect.mutate({ numberId: number.id })}
        >
          <p>{t('chatwoot.disconnectText')}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function Connection({ chatwoot }: { readonly chatwoot: NonNullable<NumberSettings['chatwoot']> }) {
  const { t, locale } = useWords();
  const { baseUrl, accountId, inboxId, connectedAt, hookUrl, signed, waiting, failed } = chatwoot;
  return (
    <Facts
      facts={[
        [t('chatwoot.address'), <code key="url">{baseUrl}</code>],
        [t('chatwoot.inbox'), t('chatwoot.inboxOf', { inbox: inboxId, account: accountId })],
        [t('chatwoot.connected'), <Time key="at" at={connectedAt} />],
        [
          t('chatwoot.hookUrl'),
          hookUrl !== null && (
            <span className="line">
              <CopyButton text={hookUrl} />
              <Badge tone={signed ? 'good' : 'plain'}>
                {signed ? t('chatwoot.signed') : t('chatwoot.unsigned')}
              </Badge>
            </span>
          ),
        ],
        [t('chatwoot.waiting'), countText(waiting, locale)],
        [t('chatwoot.failed'), countText(failed, locale)],
      ]}
    />
  );
}

function ConnectDialog({
  number,
  onClose,
  onDone,
}: {
  readonly number: NumberSettings;
  readonly onClose: () => void;
  readonly onDone: (isHookSet: boolean) => void;
}) {
  const t = useT();
  const [baseUrl, setBaseUrl] = useState(number.chatwoot?.baseUrl ?? '');
  const [accountId, setAccountId] = useState(String(number.chatwoot?.accountId ?? ''));
  const [inboxId, setInboxId] = useState('');
  const [apiAccessToken, setToken] = useState('');
  const connect = useChange(ConnectChatwootDocument, ({ isHookSet }) => onDone(isHookSet === true));
  const inbox = wholeNumber(inboxId);
  return (
    <FormDialog
      title={t('chatwoot.connect')}
      submit={t('numbers.connect')}
      change={connect}
      fields={['baseUrl', 'accountId', 'inboxId', 'apiAccessToken']}
      onClose={onClose}
      onSubmit={() =>
        connect.mutate({
          numberId: number.id,
          baseUrl,
          apiAccessToken,
          accountId: wholeNumber(accountId) ?? 0,
          ...(inbox !== null && { inboxId: inbox }),
        })
      }
    >
      <TextField
        label={t('chatwoot.address')}
        hint={t('chatwoot.addressHint')}
        type="url"
        required
        value={baseUrl}
        error={errorOf(connect.error, 'baseUrl')}
        onChange={({ target }) => setBaseUrl(target.value)}
      />
      <TextField
        label={t('chatwoot.account')}
        hint={t('chatwoot.accountHint')}
        inputMode="numeric"
        required
        value={accountId}
        error={errorOf(connect.error, 'accountId')}
        onChange={({ target }) => setAccountId(target.value)}
      />
      <TextField
        label={t('chatwoot.inboxId')}
        hint={t('chatwoot.inboxHint')}
        inputMode="numeric"
        value={inboxId}
        error={errorOf(connect.error, 'inboxId')}
        onChange={({ target }) => setInboxId(target.value)}
      />
      <TextField
        label={t('chatwoot.token')}
        hint={t('chatwoot.tokenHint')}
        type="password"
        autoComplete="off"
        required
        value={apiAccessToken}
        error={errorOf(connect.error, 'apiAccessToken')}
        onChange={({ target }) => setToken(target.value)}
      />
    </FormDialog>
  );
}
