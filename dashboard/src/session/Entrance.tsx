import type { ReactNode } from 'react';
import { LanguageChoice } from '../shell/LanguageChoice.js';
import { Logo } from '../shell/Logo.js';
import { useTitle } from '../ui/Page.js';
import { useT } from '../words/words.js';

/** What is shown to those who are not signed in: one card in the middle. */
export function Entrance({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const t = useT();
  useTitle(title);
  return (
    <div className="entrance">
      <main className="entrance-card">
        <div className="entrance-brand">
          <Logo size={40} />
          <div>
            <p className="brand-name">Lethe</p>
            <p className="brand-line">{t('session.tagline')}</p>
          </div>
        </div>
        <h1>{title}</h1>
        {children}
      </main>
      <footer className="entrance-foot">
        <LanguageChoice />
      </footer>
    </div>
  );
}
