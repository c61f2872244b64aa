import { Link, Outlet } from '@tanstack/react-router';
import { AdminOnly } from '../../session/AdminOnly.js';
import { Page } from '../../ui/Page.js';
import { useRequestWords } from './requestWords.js';

/** The frame of what people may ask for: to be forgotten, and to have their data. */
export function RequestsPage() {
  return (
    <AdminOnly>
      <Tabs />
    </AdminOnly>
  );
}

function Tabs() {
  const r = useRequestWords();
  return (
    <Page title={r('requests.title')} lead={r('requests.lead')} isWide>
      <nav className="tabs" aria-label={r('requests.title')}>
        <Link to="/requests/erasures/{-$erasure}" params={{ erasure: undefined }}>
          {r('requests.tab.erasures')}
        </Link>
        <Link to="/requests/exports">{r('requests.tab.exports')}</Link>
      </nav>
      <Outlet />
    </Page>
  );
}
