import { useQuery } from '@tanstack/react-query';
import { KeyRound, ShieldCheck, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { queryOf } from '../../api/queries.js';
import { SecondFactorDocument } from '../../generated/operations.js';
import { Badge } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Loaded } from '../../ui/Loaded.js';
import { Section } from '../../ui/Page.js';
import { ChangePasswordDialog } from './ChangePasswordDialog.js';
import { SetUpDialog } from './SetUpDialog.js';
import { useSettingsWords } from './settingsWords.js';
import { TurnOffDialog } from './TurnOffDialog.js';

const secondFactorQuery = queryOf(SecondFactorDocument, {});

/** How oneself signs in: the password, and the second factor. */
export function SignInTab() {
  const asked = useQuery(secondFactorQuery);
  return (
    <Loaded query={asked}>
      {({ viewer }) => {
        const hasSecondFactor = viewer.user?.hasSecondFactor === true;
        return (
          <>
            <Password hasSecondFactor={hasSecondFactor} />
            <SecondFactor isOn={hasSecondFactor} />
          </>
        );
      }}
    </Loaded>
  );
}

function Password({ hasSecondFactor }: { readonly hasSecondFactor: boolean }) {
  const s = useSettingsWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title={s('password.title')} lead={s('password.lead')}>
      <div className="factor">
        <Button icon={<KeyRound size={16} aria-hidden />} onClick={() => setOpen(true)}>
          {s('password.change')}
        </Button>
      </div>
      {isOpen && <ChangePasswordDialog hasSecondFactor={hasSecondFactor} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function SecondFactor({ isOn }: { readonly isOn: boolean }) {
  const s = useSettingsWords();
  const [open, setOpen] = useState<'SET_UP' | 'TURN_OFF' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <Section title={s('factor.title')} lead={s('factor.lead')}>
      {isOn ? (
        <div className="factor">
          <Badge tone="good">{s('factor.on')}</Badge>
          <p>{s('factor.onText')}</p>
          <Button icon={<ShieldOff size={16} aria-hidden />} onClick={() => setOpen('TURN_OFF')}>
            {s('factor.turnOff')}
          </Button>
        </div>
      ) : (
        <div className="factor">
          <Badge>{s('factor.off')}</Badge>
          <p>{s('factor.offText')}</p>
          <Button
            look="primary"
            icon={<ShieldCheck size={16} aria-hidden />}
            onClick={() => setOpen('SET_UP')}
          >
            {s('factor.setUp')}
          </Button>
        </div>
      )}
      {open === 'SET_UP' && <SetUpDialog onClose={close} />}
      {open === 'TURN_OFF' && <TurnOffDialog onClose={close} />}
    </Section>
  );
}
