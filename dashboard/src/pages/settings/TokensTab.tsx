import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Ticket } from 'lucide-react';
import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { pagesOf, useChange } from '../../api/queries.js';
import {
  CreatePersonalTokenDocument,
  RevokePersonalTokenDocument,
  TokensDocument,
  type TokensQuery,
} from '../../generated/operations.js';
import { Badge } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { Section } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { SecretDialog } from '../../ui/SecretDialog.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT, type Translate } from '../../words/words.js';

type Token = NonNullable<TokensQuery['viewer']['personalTokens']>['edges'][number]['node'];
const END = { hasNextPage: false, endCursor: null };
const tokensQuery = pagesOf(TokensDocument, {}, ({ viewer }) => viewer.personalTokens?.pageInfo ?? END);

/** One's own tokens, for programs that act as oneself. */
export function TokensTab() {
  const t = useT();
  const tokens = useInfiniteQuery(tokensQuery);
  const [isAdding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Token | null>(null);
  const revoke = useChange(RevokePersonalTokenDocument, () => setEnding(null));
  const add = (
    <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('tokens.create')}
    </Button>
  );
  return (
    <Section title={t('settings.tab.tokens')} lead={t('tokens.lead')} actions={add}>
      <Pages
        query={tokens}
        rowsOf={({ viewer }) => viewer.personalTokens?.edges.map(({ node }) => node) ?? []}
        empty={<EmptyState icon={<Ticket size={28} aria-hidden />} title={t('tokens.empty')} />}
      >
        {(rows) => (
          <Table
            caption={t('settings.tab.tokens')}
            columns={columnsOf(t, setEnding)}
            rows={rows}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
      {isAdding && <CreateTokenDialog onClose={() => setAdding(false)} />}
      {ending && (
        <ConfirmDialog
          title={t('tokens.revokeTitle', { name: ending.name })}
          yes={t('keys.revoke')}
          change={revoke}
          onClose={() => setEnding(null)}
          onYes={() => revoke.mutate({ tokenId: ending.id })}
        >
          <p>{t('keys.revoke.now')}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function columnsOf(t: Translate, onRevoke: (token: Token) => void): readonly Column<Token>[] {
  return [
    {
      key: 'name',
      head: t('common.name'),
      isWide: true,
      cell: ({ name, last4 }) => (
        <>
          <strong>{name}</strong> <code className="muted">lp_…{last4}</code>
        </>
      ),
    },
    { key: 'created', head: t('keys.created'), cell: ({ createdAt }) => <Time at={createdAt} as="date" /> },
    {
      key: 'expires',
      head: t('tokens.expires'),
      cell: ({ expiresAt }) => (expiresAt === null ? t('common.never') : <Time at={expiresAt} as="date" />),
    },
    {
      key: 'actions',
      head: t('common.actions'),
      cell: (token) =>
        token.revokedAt === null ? (
          <Button small look="danger" onClick={() => onRevoke(token)}>
            {t('keys.revoke')}
          </Button>
        ) : (
          <Badge tone="bad">{t('keys.revoked')}</Badge>
        ),
    },
  ];
}

function CreateTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const [name, setName] = useState('');
  const [until, setUntil] = useState('');
  const create = useChange(CreatePersonalTokenDocument);
  const secret = create.data?.secret ?? null;
  if (secret !== null)
    return <SecretDialog title={t('tokens.made')} secret={secret} note={t('keys.once')} onClose={onClose} />;
  return (
    <FormDialog
      title={t('tokens.create')}
      submit={t('common.create')}
      change={create}
      fields={['name', 'expiresAt']}
      onClose={onClose}
      onSubmit={() =>
        create.mutate({
          name,
          ...(until !== '' && { expiresAt: new Date(`${until}T23:59:59`).toISOString() }),
        })
      }
    >
      <TextField
        label={t('common.name')}
        required
        maxLength={100}
        value={name}
        error={errorOf(create.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      <TextField
        label={t('tokens.until')}
        hint={t('tokens.untilHint')}
        type="date"
        value={until}
        error={errorOf(create.error, 'expiresAt')}
        onChange={({ target }) => setUntil(target.value)}
      />
    </FormDialog>
  );
}
