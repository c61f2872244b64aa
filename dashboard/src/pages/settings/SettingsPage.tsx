import { Link, Outlet } from '@tanstack/react-router';
import { useIsAdmin } from '../../session/viewer.js';
import { Page } from '../../ui/Page.js';
import { useT } from '../../words/words.js';

/** The frame of the settings: tabs by role; an agent has what is their own alone. */
export function SettingsPage() {
  const t = useT();
  const isAdmin = useIsAdmin();
  return (
    <Page title={t('settings.title')}>
      <nav className="tabs" aria-label={t('settings.title')}>
        {isAdmin && (
          <>
            <Link to="/settings" activeOptions={{ exact: true, includeSearch: false }}>
              {t('settings.tab.retention')}
            </Link>
            <Link to="/settings/people">{t('settings.tab.people')}</Link>
          </>
        )}
        <Link to="/settings/tokens">{t('settings.tab.tokens')}</Link>
        <Link to="/settings/sign-in">{t('settings.tab.signIn')}</Link>
      </nav>
      <Outlet />
    </Page>
  );
}
