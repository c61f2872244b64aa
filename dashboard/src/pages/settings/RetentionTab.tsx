import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryOf } from '../../api/queries.js';
import { RetentionSettingsDocument, type RetentionSettingsQuery } from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { Facts } from '../../ui/Facts.js';
import { Loaded } from '../../ui/Loaded.js';
import { Section } from '../../ui/Page.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { SweepSummary } from '../sweeps/SweepSummary.js';
import { HistoryChart } from './HistoryChart.js';
import { RetentionField } from './RetentionField.js';
import { useSettingsWords } from './settingsWords.js';
import { SweepWindow } from './SweepWindow.js';

export function RetentionTab() {
  return (
    <AdminOnly>
      <Retention />
    </AdminOnly>
  );
}

function Retention() {
  const t = useT();
  const settings = useQuery(queryOf(RetentionSettingsDocument, {}));
  return (
    <Loaded query={settings}>
      {({ account }) => (
        <>
          <Section title={t('settings.retention')} lead={t('settings.retentionLead')}>
            <RetentionField current={account.dataRetentionDays} />
            <Bands days={account.dataRetentionDays} />
          </Section>
          <Runs account={account} />
          <HistoryChart />
          <WhatGoes />
        </>
      )}
    </Loaded>
  );
}

const BANDS = [
  { key: 'settings.band.short', from: 0, to: 30 },
  { key: 'settings.band.medium', from: 31, to: 180 },
  { key: 'settings.band.long', from: 181, to: 1_095 },
] as const;

/** What periods are good for; the present one is marked. */
function Bands({ days }: { readonly days: number | null }) {
  const t = useT();
  return (
    <ul className="bands">
      {BANDS.map(({ key, from, to }) => (
        <li key={key} aria-current={days !== null && days >= from && days <= to ? 'true' : undefined}>
          {t(key)}
        </li>
      ))}
    </ul>
  );
}

function Runs({ account }: { readonly account: RetentionSettingsQuery['account'] }) {
  const t = useT();
  const s = useSettingsWords();
  const { nextSweepAt, lastSweep, sweepWindow } = account;
  return (
    <Section title={t('settings.runs')} actions={<Link to="/sweeps">{t('settings.allRuns')}</Link>}>
      <Facts
        facts={[
          [
            t('settings.nextRun'),
            nextSweepAt === null ? (
              t('settings.noNextRun')
            ) : (
              <>
                <Time at={nextSweepAt} as="ago" /> · <Time at={nextSweepAt} />
              </>
            ),
          ],
          [
            t('settings.lastRun'),
            lastSweep === null ? t('settings.noLastRun') : <SweepSummary sweep={lastSweep} />,
          ],
          [s('window.title'), <SweepWindow key="window" current={sweepWindow} />],
        ]}
      />
    </Section>
  );
}

function WhatGoes() {
  const t = useT();
  const steps = ['recordings', 'thirdParty', 'rest'] as const;
  return (
    <Section title={t('settings.what')} lead={t('settings.whatLead')}>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step}>
            <strong>{t(`settings.order.${step}`)}</strong>
            <span className="muted">{t(`settings.order.${step}What`)}</span>
          </li>
        ))}
      </ol>
      <h3>{t('settings.good')}</h3>
      <ul className="dots">
        <li>{t('preview.final')}</li>
        <li>{t('settings.good.fail')}</li>
        <li>{t('settings.good.hold')}</li>
        <li>{t('settings.good.backup')}</li>
      </ul>
    </Section>
  );
}
