import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, FileArchive, Lock, UserX } from 'lucide-react';
import { useState } from 'react';
import { otherError } from '../../api/errors.js';
import { queryOf, useChange } from '../../api/queries.js';
import {
  EraseContactDocument,
  PersonByIdDocument,
  RequestExportDocument,
  type PersonByIdQuery,
} from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { NotFound } from '../../shell/Trouble.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { Loaded } from '../../ui/Loaded.js';
import { Page, Section } from '../../ui/Page.js';
import { EraseConsequences } from './EraseConsequences.js';
import { HoldPersonDialog } from './HoldPersonDialog.js';
import { useRequestWords } from './requestWords.js';
import { useActiveHolds } from './useActiveHolds.js';

type Conversation = NonNullable<PersonByIdQuery['conversation']>;

/** /requests/people/…: what may be asked for one person, or for one conversation. */
export function PersonPage() {
  const { contactId } = useParams({ from: '/shell/requests/people/$contactId' });
  return (
    <AdminOnly>
      <Loader id={contactId} />
    </AdminOnly>
  );
}

function Loader({ id }: { readonly id: string }) {
  const query = useQuery(queryOf(PersonByIdDocument, { id }));
  return (
    <Loaded query={query}>
      {({ conversation }) => (conversation ? <Person conversation={conversation} /> : <NotFound />)}
    </Loaded>
  );
}

function Person({ conversation }: { readonly conversation: Conversation }) {
  const r = useRequestWords();
  const { id, type, from, fromName, username, number } = conversation;
  const isGroup = type === 'GROUP';
  const name = fromName ?? username ?? (isGroup ? r('requests.group') : (from ?? r('requests.person')));
  const lead = (
    <>
      <Link
        to="/chat/{-$conversation}"
        params={{ conversation: id }}
        search={{ number: number.id }}
        className="back"
      >
        <ArrowLeft size={15} aria-hidden /> {r('requests.back')}
      </Link>
      {!isGroup && from !== null && from !== name && ` · ${from}`}
    </>
  );
  return (
    <Page title={name} lead={lead}>
      <Holding id={id} numberId={number.id} isGroup={isGroup} />
      {!isGroup && (
        <>
          <Exporting contactId={id} />
          <Erasing contactId={id} name={name} />
        </>
      )}
    </Page>
  );
}

interface HoldingProps {
  readonly id: string;
  readonly numberId: string;
  readonly isGroup: boolean;
}

function Holding({ id, numberId, isGroup }: HoldingProps) {
  const r = useRequestWords();
  const [isPlacing, setPlacing] = useState(false);
  const holds = useActiveHolds();
  const own = holds.filter(({ targetId }) => targetId === id || targetId === numberId);
  const place = (
    <Button icon={<Lock size={16} aria-hidden />} onClick={() => setPlacing(true)}>
      {r('holds.place')}
    </Button>
  );
  return (
    <Section title={r('holds.title')} lead={r('holds.placeLead')} actions={place}>
      {own.length > 0 && (
        <Banner tone="warn" title={r('holds.holdsNow')}>
          <ul>
            {own.map(({ id: hold, kind, reason }) => (
              <li key={hold}>
                {r(`holds.kind.${kind}`)}
                {reason !== null && `: ${reason}`}
              </li>
            ))}
          </ul>
          <Link to="/holds">{r('holds.title')}</Link>
        </Banner>
      )}
      {isPlacing && <HoldPersonDialog id={id} isGroup={isGroup} onClose={() => setPlacing(false)} />}
    </Section>
  );
}

function Exporting({ contactId }: { readonly contactId: string }) {
  const r = useRequestWords();
  const navigate = useNavigate();
  const request = useChange(RequestExportDocument, () => void navigate({ to: '/requests/exports' }));
  const error = otherError(request.error);
  const ask = (
    <Button
      icon={<FileArchive size={16} aria-hidden />}
      busy={request.isPending}
      onClick={() => request.mutate({ contactId })}
    >
      {r('exports.person')}
    </Button>
  );
  return (
    <Section title={r('requests.tab.exports')} lead={r('exports.personLead')} actions={ask}>
      {error !== null && <Banner tone="bad">{error}</Banner>}
    </Section>
  );
}

function Erasing({ contactId, name }: { readonly contactId: string; readonly name: string }) {
  const r = useRequestWords();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const erase = useChange(EraseContactDocument, ({ erasure }) => {
    if (erasure) void navigate({ to: '/requests/erasures/{-$erasure}', params: { erasure: erasure.id } });
  });
  const ask = (
    <Button look="danger" icon={<UserX size={16} aria-hidden />} onClick={() => setAsking(true)}>
      {r('erasures.erase')}
    </Button>
  );
  return (
    <Section title={r('erasures.erase')} lead={r('erasures.eraseLead')} actions={ask}>
      {isAsking && (
        <ConfirmDialog
          title={r('erasures.eraseTitle', { name })}
          yes={r('erasures.erase')}
          change={erase}
          onClose={() => setAsking(false)}
          onYes={() => erase.mutate({ contactId })}
        >
          <EraseConsequences />
        </ConfirmDialog>
      )}
    </Section>
  );
}
