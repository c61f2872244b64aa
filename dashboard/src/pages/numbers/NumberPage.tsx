import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { queryOf, useChange } from '../../api/queries.js';
import {
  NumberSettingsDocument,
  RemoveNumberDocument,
  type NumberSettingsQuery,
} from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { ModeBadge } from '../../shell/ModeBadge.js';
import { NotFound } from '../../shell/Trouble.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { Loaded } from '../../ui/Loaded.js';
import { Page, Section } from '../../ui/Page.js';
import { useT } from '../../words/words.js';
import { ChannelSections } from './ChannelSections.js';
import { ChatwootSection } from './ChatwootSection.js';
import { ModeForm } from './ModeForm.js';

export type NumberSettings = NonNullable<NumberSettingsQuery['number']>;

export function NumberPage() {
  const { numberId } = useParams({ from: '/shell/numbers/$numberId' });
  return (
    <AdminOnly>
      <Loader id={numberId} />
    </AdminOnly>
  );
}

function Loader({ id }: { readonly id: string }) {
  const query = useQuery(queryOf(NumberSettingsDocument, { id }));
  return (
    <Loaded query={query}>{({ number }) => (number ? <Settings number={number} /> : <NotFound />)}</Loaded>
  );
}

function Settings({ number }: { readonly number: NumberSettings }) {
  const t = useT();
  const { piiMode, piiRetentionDays } = number;
  const lead = (
    <>
      <Link to="/numbers" className="back">
        <ArrowLeft size={15} aria-hidden /> {t('numbers.title')}
      </Link>{' '}
      · {number.phoneNumber}
    </>
  );
  return (
    <Page title={number.name} lead={lead} actions={<ModeBadge mode={piiMode} days={piiRetentionDays} />}>
      <Section title={t('numbers.mode')} lead={t('numbers.modeLead')}>
        {/* Begins anew when the mode was changed, here or elsewhere. */}
        <ModeForm key={`${piiMode}/${String(piiRetentionDays)}`} number={number} />
      </Section>
      <ChannelSections number={number} />
      <ChatwootSection number={number} />
      <Removal number={number} />
    </Page>
  );
}

function Removal({ number }: { readonly number: NumberSettings }) {
  const t = useT();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = useChange(RemoveNumberDocument, () => void navigate({ to: '/numbers' }));
  return (
    <Section
      title={t('numbers.remove')}
      lead={t('numbers.removeLead')}
      actions={
        <Button look="danger" onClick={() => setAsking(true)}>
          {t('numbers.remove')}
        </Button>
      }
    >
      {isAsking && (
        <ConfirmDialog
          title={t('numbers.removeTitle', { name: number.name })}
          yes={t('numbers.remove')}
          change={remove}
          onClose={() => setAsking(false)}
          onYes={() => remove.mutate({ numberId: number.id })}
        >
          <ul className="dots">
            <li>{t('numbers.remove.data')}</li>
            <li>{t('numbers.remove.keys')}</li>
            <li>{t('preview.final')}</li>
          </ul>
        </ConfirmDialog>
      )}
    </Section>
  );
}
