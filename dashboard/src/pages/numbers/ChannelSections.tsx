import { useState } from 'react';
import { useChange } from '../../api/queries.js';
import { UpdateNumberDocument } from '../../generated/operations.js';
import { Badge } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Facts } from '../../ui/Facts.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { Section } from '../../ui/Page.js';
import { useT } from '../../words/words.js';
import type { NumberSettings } from './NumberPage.js';
import { TelephonyDialog } from './TelephonyDialog.js';
import { EMPTY_WHATSAPP, WhatsappFields } from './WhatsappFields.js';

/** How the number is known to WhatsApp and to telephony. Secrets are never shown. */
export function ChannelSections({ number }: { readonly number: NumberSettings }) {
  const t = useT();
  const [open, setOpen] = useState<'WHATSAPP' | 'TELEPHONY' | null>(null);
  const { whatsapp, telephony } = number;
  const close = (): void => setOpen(null);
  return (
    <>
      <Section
        title={t('numbers.whatsapp')}
        lead={t('numbers.whatsappLead')}
        actions={
          <Button small onClick={() => setOpen('WHATSAPP')}>
            {whatsapp ? t('common.edit') : t('numbers.connect')}
          </Button>
        }
      >
        {whatsapp ? (
          <Facts
            facts={[
              [t('numbers.whatsapp.phoneNumberId'), <code key="id">{whatsapp.phoneNumberId}</code>],
              [
                t('numbers.whatsapp.businessAccountId'),
                whatsapp.businessAccountId && <code key="business">{whatsapp.businessAccountId}</code>,
              ],
              [
                t('numbers.hookUrl'),
                <span key="hook" className="line">
                  <code className="breakable">{number.hookUrl}</code>
                  <CopyButton text={number.hookUrl} />
                </span>,
              ],
            ]}
          />
        ) : (
          <p className="muted">{t('numbers.notConnected')}</p>
        )}
      </Section>
      <Section
        title={t('numbers.telephony')}
        lead={t('numbers.telephonyLead')}
        actions={
          <Button small onClick={() => setOpen('TELEPHONY')}>
            {telephony ? t('common.edit') : t('numbers.connect')}
          </Button>
        }
      >
        {telephony ? (
          <Facts
            facts={[
              [t('numbers.accountSid'), <code key="sid">{telephony.accountSid}</code>],
              [
                t('numbers.recordings'),
                <Badge key="recordings" tone="plain">
                  {t(`numbers.recordings.${telephony.recordings}`)}
                </Badge>,
              ],
            ]}
          />
        ) : (
          <p className="muted">{t('numbers.notConnected')}</p>
        )}
      </Section>
      {open === 'WHATSAPP' && <WhatsappDialog number={number} onClose={close} />}
      {open === 'TELEPHONY' && <TelephonyDialog number={number} onClose={close} />}
    </>
  );
}

function WhatsappDialog({
  number,
  onClose,
}: {
  readonly number: NumberSettings;
  readonly onClose: () => void;
}) {
  const t = useT();
  const [form, setForm] = useState({
    ...EMPTY_WHATSAPP,
    phoneNumberId: number.whatsapp?.phoneNumberId ?? '',
    businessAccountId: number.whatsapp?.businessAccountId ?? '',
  });
  const change = useChange(UpdateNumberDocument, onClose);
  const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
  return (
    <FormDialog
      title={t('numbers.whatsapp')}
      submit={t('common.save')}
      change={change}
      fields={['whatsapp']}
      onClose={onClose}
      onSubmit={() => change.mutate({ numberId: number.id, whatsapp: given })}
    >
      <WhatsappFields
        form={form}
        isThere={number.whatsapp !== null}
        error={change.error}
        onChange={setForm}
      />
    </FormDialog>
  );
}
