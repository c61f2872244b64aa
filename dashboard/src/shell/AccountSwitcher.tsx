import { useQuery } from '@tanstack/react-query';
import { actIn } from '../api/actingAccount.js';
import { allNodes } from '../api/allNodes.js';
import { execute } from '../api/execute.js';
import { keyOf } from '../api/queries.js';
import { AccountListDocument, type AccountListQuery } from '../generated/operations.js';
import { useViewer } from '../session/viewer.js';
import { useT, useWords } from '../words/words.js';

type Account = AccountListQuery['accounts']['edges'][number]['node'];

const accountsQuery = {
  queryKey: [keyOf(AccountListDocument)] as const,
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<readonly Account[]> =>
    allNodes(async (after) => (await execute(AccountListDocument, { after }, signal)).accounts),
};

/** The account that all pages are about, for a SUPER_ADMIN where there are several. */
export function AccountSwitcher() {
  const t = useT();
  const { locale } = useWords();
  const { account } = useViewer();
  const { data: accounts = [] } = useQuery(accountsQuery);
  if (accounts.length < 2) return null;
  const byName = accounts.toSorted((left, right) => left.name.localeCompare(right.name, locale));
  return (
    <div className="switcher">
      <label>
        <span className="switcher-label">{t('shell.account')}</span>
        <select className="input select" value={account.id} onChange={({ target }) => enter(target.value)}>
          {byName.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Begins anew: nothing of one account stays in memory, in the address or on a socket while the other is shown. */
function enter(accountId: string): void {
  actIn(accountId);
  location.assign('/');
}
