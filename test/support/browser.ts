import { spawnSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Where it cannot be had, suites that need it are skipped; scripts/lib/installDebian.mjs says why. */
export const hasChromium = spawnSync('chromium', ['--version']).status === 0;

/** Where screenshots are left to be looked at; not committed. */
const PICTURES = path.resolve('artefacts/screenshots');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Else text is drawn a little differently from run to run.
  '--font-render-hinting=none',
];
const SCHEMES = ['light', 'dark'] as const;

export interface TabOptions {
  /** Signs in with these before anything is opened; without: nobody is signed in. */
  readonly as?: { readonly email: string; readonly password: string };
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
}

/** One browser window of one person. Whatever goes wrong in it is noted, from the first request to the last. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /**
   * Console errors, uncaught errors, requests to other origins and violations of the content policy: each with the page it
   * was met on and when, as it may belong to a step before the one that finds it.
   */
  readonly problems: readonly string[];
  /** A picture in both colour schemes, and axe's findings in each: `<scheme>: <rule> at <selector>`. */
  look(name: string, options?: LookOptions): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface LookOptions {
  /** Brings the page back to what is to be looked at, for one that does not follow a change of the colour scheme. */
  readonly prepare?: () => Promise<unknown>;
  /** Selectors of what is not ours to mend. */
  readonly except?: readonly string[];
}

export interface TestBrowser {
  /** @param url of the gateway, the only origin that may be asked */
  open(url: string, options?: TabOptions): Promise<Tab>;
  stop(): Promise<void>;
}

/** Debian's Chromium without a window. */
export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim();
  const browser = await chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: false });
  return {
    open: (url, options) => openTab(browser, url, options),
    stop: () => browser.close(),
  };
}

async function openTab(browser: Browser, url: string, options: TabOptions = {}): Promise<Tab> {
  const { as, viewport = { width: 1280, height: 800 }, locale = 'en-GB' } = options;
  const context = await browser.newContext({ baseURL: url, viewport, locale, timezoneId: 'Europe/Lisbon' });
  if (as) {
    const answer = await context.request.post('/auth/sign-in', { data: as });
    if (answer.status() !== 200) throw new Error(`Signing in was answered with ${String(answer.status())}.`);
  }
  const problems: string[] = [];
  const page = await context.newPage();
  await watch(page, new URL(url).origin, problems);
  return {
    page,
    context,
    problems,
    look: (name, looking) => look(page, name, looking),
    close: () => context.close(),
  };
}

async function watch(page: Page, origin: string, problems: string[]): Promise<void> {
  const opened = performance.now();
  const note = (problem: string): void => {
    const seconds = ((performance.now() - opened) / 1_000).toFixed(1);
    problems.push(`${problem} [on ${pathOf(page.url())} after ${seconds} s]`);
  };
  await page.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) =>
       console.error('content policy: ' + event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));`,
  );
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && asked.origin !== origin)
      note(`foreign request: ${asked.origin}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) note('foreign socket');
  });
}

/** Without the search, which may hold more than a path. */
function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

async function look(page: Page, name: string, options: LookOptions = {}): Promise<readonly string[]> {
  await mkdir(PICTURES, { recursive: true });
  const findings: string[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await options.prepare?.();
    await page.screenshot({ path: path.join(PICTURES, `${name}-${colorScheme}.png`) });
    const found = await findBarriers(page, options.except ?? []);
    findings.push(...found.map((finding) => `${colorScheme}: ${finding}`));
  }
  return findings;
}

interface AxeFinding {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

const axeFile = createRequire(path.resolve('package.json')).resolve('axe-core/axe.min.js');

/** axe's findings, without what the page says. Put in over the browser's own protocol, which no policy forbids. */
async function findBarriers(page: Page, except: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const context = JSON.stringify({ exclude: except });
  const found = await page.evaluate<readonly AxeFinding[]>(
    `axe.run(${context}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}
