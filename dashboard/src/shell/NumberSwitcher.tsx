import { useQuery } from '@tanstack/react-query';
import { useT } from '../words/words.js';
import { ModeBadge } from './ModeBadge.js';
import { numbersQuery, useSelectedNumber, useSelectNumber } from './numbers.js';

/** The number that /chat, /logs and /calls are about. */
export function NumberSwitcher() {
  const t = useT();
  const { data: numbers } = useQuery(numbersQuery);
  const selected = useSelectedNumber();
  const select = useSelectNumber();
  if (!numbers) return null;
  if (!selected) return <p className="switcher-none">{t('shell.noNumber')}</p>;
  return (
    <div className="switcher">
      <label>
        <span className="switcher-label">{t('shell.number')}</span>
        <select className="input select" value={selected.id} onChange={({ target }) => select(target.value)}>
          {numbers.map(({ id, name, phoneNumber }) => (
            <option key={id} value={id}>
              {name} · {phoneNumber}
            </option>
          ))}
        </select>
      </label>
      <ModeBadge mode={selected.piiMode} days={selected.piiRetentionDays} />
    </div>
  );
}
