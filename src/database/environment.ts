import os from 'node:os';
import path from 'node:path';

/** Variables of the machine (PATH, HOME, proxies), not settings of Lethe: those come by `DatabaseOptions`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment this process was started with. */
export function machineEnvironment(): Environment {
  // eslint-disable-next-line no-restricted-properties -- PATH, HOME and proxies belong to the machine, not to our settings
  return process.env;
}

const PASSED_ON =
  /^(PATH|PATHEXT|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|XDG_\w+|PIP_\w+|PYTHON\w+|PYENV\w*|VIRTUAL_ENV|\w+_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|MONGOMS_\w+|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|USERPROFILE|LD_LIBRARY_PATH|DYLD_\w+)$/i;

/**
 * What a program started by us may see. An allow list, for two reasons: our secrets (MASTER_KEY, MONGODB_URI …)
 * are none of its business, and an engine's own variables must not switch its durability off behind our back.
 */
export function childEnvironment(environment: Environment): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && PASSED_ON.test(name)) passed[name] = value;
  }
  return passed;
}

/** Lethe's folder inside the user's cache, by the custom of each system. It may not exist yet. */
export function userCacheFolder(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  return path.join(cacheRoot(environment, platform, home), 'lethe');
}

function cacheRoot(environment: Environment, platform: NodeJS.Platform, home: string): string {
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches');
  if (platform === 'win32') return environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  const xdg = environment['XDG_CACHE_HOME'];
  // The XDG specification: a relative path is to be ignored.
  return xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache');
}
