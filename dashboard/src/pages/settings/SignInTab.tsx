import { useQuery } from '@tanstack/react-query';
import { ShieldCheck, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { queryOf } from '../../api/queries.js';
import { SecondFactorDocument } from '../../generated/operations.js';
import { Badge } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Loaded } from '../../ui/Loaded.js';
import { Section } from '../../ui/Page.js';
import { useT } from '../../words/words.js';
import { SetUpDialog } from './SetUpDialog.js';
import { TurnOffDialog } from './TurnOffDialog.js';

const secondFactorQuery = queryOf(SecondFactorDocument, {});

/** How oneself signs in: the second factor, on or off. */
export function SignInTab() {
  const t = useT();
  const asked = useQuery(secondFactorQuery);
  const [open, setOpen] = useState<'SET_UP' | 'TURN_OFF' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <Section title={t('factor.title')} lead={t('factor.lead')}>
      <Loaded query={asked}>
        {({ viewer }) =>
          viewer.user?.hasSecondFactor === true ? (
            <div className="factor">
              <Badge tone="good">{t('factor.on')}</Badge>
              <p>{t('factor.onText')}</p>
              <Button icon={<ShieldOff size={16} aria-hidden />} onClick={() => setOpen('TURN_OFF')}>
                {t('factor.turnOff')}
              </Button>
            </div>
          ) : (
            <div className="factor">
              <Badge>{t('factor.off')}</Badge>
              <p>{t('factor.offText')}</p>
              <Button
                look="primary"
                icon={<ShieldCheck size={16} aria-hidden />}
                onClick={() => setOpen('SET_UP')}
              >
                {t('factor.setUp')}
              </Button>
            </div>
          )
        }
      </Loaded>
      {open === 'SET_UP' && <SetUpDialog onClose={close} />}
      {open === 'TURN_OFF' && <TurnOffDialog onClose={close} />}
    </Section>
  );
}
