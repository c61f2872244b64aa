/** As the dashboard looks, for pages that load nothing else. */
export const PAGE_CSS = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f7f7, #0d1316);
  --surface: light-dark(#ffffff, #141c20);
  --line: light-dark(#dde4e5, #26323a);
  --strong: light-dark(#7d8c91, #6f808b);
  --text: light-dark(#13212a, #e4ecee);
  --muted: light-dark(#51616b, #a0b0b8);
  --accent: light-dark(#0a6a6f, #6fd0cc);
  --on-accent: light-dark(#ffffff, #04282a);
  --bad: light-dark(#a51d18, #f6a39b);
  --bad-soft: light-dark(#fdecea, #2f1614);
  font: 0.875rem/1.5 ui-sans-serif, system-ui, sans-serif;
  background: var(--ground);
  color: var(--text);
}
body { display: grid; min-height: 100vh; margin: 0; place-items: center; }
main { box-sizing: border-box; width: min(25rem, 92vw); padding: 2rem; border: 1px solid var(--line);
  border-radius: 14px; background: var(--surface); box-shadow: 0 8px 24px rgb(0 0 0 / 10%); }
h1 { margin: 1.25rem 0 0.25rem; font-size: 1.125rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
a { color: var(--accent); }
.brand, .lead { color: var(--muted); font-size: 0.8125rem; }
.brand { margin: 0; }
.brand strong { display: block; color: var(--text); font-size: 1.125rem; }
label { display: block; margin: 1rem 0; font-weight: 550; }
input, button { box-sizing: border-box; width: 100%; min-height: 2.25rem; margin-top: 0.3rem; padding: 0.35rem 0.6rem;
  border: 1px solid var(--strong); border-radius: 6px; background: var(--surface); color: var(--text); font: inherit; }
button { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 550; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[role='alert'] { padding: 0.6rem 0.8rem; border-radius: 8px; background: var(--bad-soft); color: var(--bad); }
`;
