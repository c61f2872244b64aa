import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { closeLive } from '../api/live.js';
import { postAuth } from '../api/auth.js';
import { actIn } from '../api/actingAccount.js';
import { isAtLeast, useIsAdmin, useViewer } from '../session/viewer.js';
import { IconButton } from '../ui/Button.js';
import { useT } from '../words/words.js';
import { AccountSwitcher } from './AccountSwitcher.js';
import { LanguageChoice } from './LanguageChoice.js';
import { Logo } from './Logo.js';
import { NAVIGATION } from './navigation.js';
import { NumberSwitcher } from './NumberSwitcher.js';
import { ThemeChoice } from './ThemeChoice.js';

export function Sidebar() {
  const viewer = useViewer();
  return (
    <div className="sidebar">
      <div className="brand">
        <Logo />
        <div className="brand-text">
          <p className="brand-name">Lethe</p>
          <p className="brand-line" title={viewer.account.name}>
            {viewer.account.name}
          </p>
        </div>
      </div>
      <div className="switchers">
        {isAtLeast(viewer, 'SUPER_ADMIN') && <AccountSwitcher />}
        <NumberSwitcher />
      </div>
      <Navigation />
      <div className="sidebar-foot">
        <Person />
        <div className="sidebar-choices">
          <ThemeChoice />
          <LanguageChoice />
        </div>
      </div>
    </div>
  );
}

function Navigation() {
  const t = useT();
  const isAdmin = useIsAdmin();
  return (
    <nav aria-label={t('shell.navigation')}>
      {NAVIGATION.map((group) => {
        const items = group.items.filter(({ isForAdmins }) => isAdmin || isForAdmins !== true);
        if (items.length === 0) return null;
        return (
          <div key={group.label} className="nav-group">
            <p className="nav-label">{t(group.label)}</p>
            <ul>
              {items.map(({ to, label, icon: Icon }) => (
                <li key={to}>
                  <Link to={to} className="nav-link">
                    <Icon size={17} aria-hidden />
                    {t(label)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function Person() {
  const t = useT();
  const { user, role } = useViewer();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => postAuth('/auth/sign-out', {}),
    onSuccess: async () => {
      actIn(null);
      closeLive();
      await navigate({ to: '/sign-in' });
      queries.clear();
    },
  });
  return (
    <div className="person">
      {/* Agents have no settings but their own, which nothing else leads to. */}
      <Link to="/settings/sign-in" className="person-text" title={t('shell.ownSettings')}>
        <span className="person-name">{user?.name ?? user?.email ?? t('shell.you')}</span>
        {role !== null && <span className="person-role">{t(`role.${role}`)}</span>}
      </Link>
      <IconButton
        label={t('shell.signOut')}
        icon={<LogOut size={17} aria-hidden />}
        busy={signOut.isPending}
        onClick={() => signOut.mutate()}
      />
    </div>
  );
}
