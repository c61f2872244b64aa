import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../auth/passwords.js';
import type { AuthWords } from './authWords.js';

/** No script at all, style from here, forms to here: nothing that is injected can run or send anything away. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  // The address carries the link's secret; with no-referrer browsers would blank the form's Origin too.
  'referrer-policy': 'strict-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** A page with a form, reached by a link. @param error a sentence about the last try */
export type FormPage = (words: AuthWords, token: string, error?: string | null) => string;

export const setupPage: FormPage = (words, token, error = null) =>
  formPage(words, {
    title: words.setupTitle,
    lead: words.setupLead,
    action: '/auth/setup',
    button: words.setupButton,
    token,
    error,
    fields: [
      field(words.email, 'type="email" name="email" autocomplete="username" required maxlength="254"'),
      newPassword(words),
      field(words.accountName, 'name="accountName" maxlength="100" autocomplete="organization"'),
    ],
  });

export const invitationPage: FormPage = (words, token, error = null) =>
  formPage(words, {
    title: words.invitationTitle,
    lead: words.invitationLead,
    action: '/auth/accept-invitation',
    button: words.invitationButton,
    token,
    error,
    fields: [field(words.yourName, 'name="name" maxlength="100" autocomplete="name"'), newPassword(words)],
  });

export const resetPage: FormPage = (words, token, error = null) =>
  formPage(words, {
    title: words.resetTitle,
    lead: words.resetLead,
    action: '/auth/reset-password',
    button: words.resetButton,
    token,
    error,
    fields: [newPassword(words)],
  });

export function messagePage(words: AuthWords, title: string, message: string): string {
  const link = `<p><a href="/sign-in">${escapeHtml(words.toSignIn)}</a></p>`;
  return page(words, title, `<p>${escapeHtml(message)}</p>\n${link}`);
}

interface Form {
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  readonly button: string;
  readonly token: string;
  readonly error: string | null;
  readonly fields: readonly string[];
}

function formPage(words: AuthWords, { title, lead, action, button, token, error, fields }: Form): string {
  const alert = error === null ? '' : `<p role="alert">${escapeHtml(error)}</p>\n`;
  return page(
    words,
    title,
    `<p class="lead">${escapeHtml(lead)}</p>
${alert}<form method="post" action="${action}">
<input type="hidden" name="token" value="${escapeHtml(token)}">
${fields.join('\n')}
<button>${escapeHtml(button)}</button>
</form>`,
  );
}

function field(label: string, attributes: string): string {
  return `<label>${escapeHtml(label)} <input ${attributes}></label>`;
}

function newPassword(words: AuthWords): string {
  const lengths = `minlength="${String(MIN_PASSWORD_LENGTH)}" maxlength="${String(MAX_PASSWORD_LENGTH)}"`;
  const label = `${words.password} (${words.passwordHint})`;
  return field(label, `type="password" name="password" autocomplete="new-password" required ${lengths}`);
}

function page(words: AuthWords, title: string, content: string): string {
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} – Lethe</title>
<link rel="stylesheet" href="/auth/pages.css">
</head>
<body><main>
<p class="brand"><strong>Lethe</strong> ${escapeHtml(words.tagline)}</p>
<h1>${escapeHtml(title)}</h1>
${content}
</main></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
