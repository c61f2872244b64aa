import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../auth/passwords.js';

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

export const PAGE_CSS = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { display: grid; min-height: 100vh; margin: 0; place-items: center; }
main { width: min(24rem, 90vw); }
label { display: block; margin: 1rem 0; }
input, button { box-sizing: border-box; width: 100%; padding: 0.6rem; font: inherit; }
[role='alert'] { border-left: 0.25rem solid #c22; padding-left: 0.75rem; }
`;

/** @param error a sentence about the last try */
export function setupPage(token: string, error: string | null = null): string {
  return page(
    'Create the first administrator',
    `${alert(error)}<form method="post" action="/auth/setup">
${hidden(token)}
<label>E-mail address <input type="email" name="email" autocomplete="username" required maxlength="254"></label>
${passwordField}
<label>Name of the account (optional) <input name="accountName" maxlength="100" autocomplete="organization"></label>
<button>Create administrator</button>
</form>`,
  );
}

export function invitationPage(token: string, error: string | null = null): string {
  return page(
    'Accept the invitation',
    `${alert(error)}<form method="post" action="/auth/accept-invitation">
${hidden(token)}
<label>Your name (optional) <input name="name" maxlength="100" autocomplete="name"></label>
${passwordField}
<button>Accept</button>
</form>`,
  );
}

export function messagePage(title: string, message: string): string {
  return page(title, `<p>${escapeHtml(message)}</p>`);
}

const passwordField = `<label>Password, at least ${String(MIN_PASSWORD_LENGTH)} characters
<input type="password" name="password" autocomplete="new-password" required
minlength="${String(MIN_PASSWORD_LENGTH)}" maxlength="${String(MAX_PASSWORD_LENGTH)}"></label>`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} – Lethe</title>
<link rel="stylesheet" href="/auth/pages.css">
</head>
<body><main>
<h1>${escapeHtml(title)}</h1>
${content}
</main></body>
</html>
`;
}

function alert(error: string | null): string {
  return error === null ? '' : `<p role="alert">${escapeHtml(error)}</p>\n`;
}

function hidden(token: string): string {
  return `<input type="hidden" name="token" value="${escapeHtml(token)}">`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
