import { Outlet, useRouterState } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { IconButton } from '../ui/Button.js';
import { Loading } from '../ui/Loaded.js';
import { useT } from '../words/words.js';
import { Logo } from './Logo.js';
import { Sidebar } from './Sidebar.js';

/** The frame of every page behind the sign-in: sidebar and content; on narrow screens the sidebar slides in. */
export function Shell() {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const main = useRef<HTMLElement>(null);
  const shownPath = useRef(path);
  useEffect(() => {
    // Whoever goes by keyboard or ear continues at the new page, not in the sidebar.
    if (shownPath.current !== path) main.current?.focus();
    shownPath.current = path;
  }, [path]);
  return (
    <div className={isOpen ? 'shell shell-open' : 'shell'}>
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <header className="topbar">
        <IconButton
          label={t('shell.menu')}
          icon={<Menu size={20} aria-hidden />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
        <Logo size={24} />
        <span className="brand-name">Lethe</span>
      </header>
      <aside
        className="shell-side"
        onKeyDown={({ key }) => {
          if (key === 'Escape') setOpen(false);
        }}
        onClick={({ target }) => {
          if (target instanceof Element && target.closest('a')) setOpen(false);
        }}
      >
        <Sidebar />
      </aside>
      {isOpen && <div className="shell-shade" onClick={() => setOpen(false)} />}
      <main className="shell-main" id="content" tabIndex={-1} ref={main}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
