/** The wheel that carries `secantusd-rs` for one kind of machine. */
export interface SecantusWheel {
  /** pip's name for the kind of machine. */
  readonly platform: string;
  /** Of the whole wheel, in hexadecimal. */
  readonly sha256: string;
}

/** The newest version whose wheels hold the Rust server; what follows holds a Python one, ten times slower. */
export const SECANTUS_VERSION = '0.6.0b17';

const WHEELS: Readonly<Record<string, SecantusWheel>> = {
  'linux-x64': {
    platform: 'manylinux_2_28_x86_64',
    sha256: 'a77fc08b43232ae420f9b3824c0342a1e58d657a8eb9daa86c3c16fd91e255f0',
  },
  'linux-arm64': {
    platform: 'manylinux_2_28_aarch64',
    sha256: '46b234b7f374faa10a6354c1d34ae17f36afa0c9ff8f70398df36f2b3aaf1a98',
  },
  'darwin-arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: 'bc8dae439d5990768870381911e48ee662f3f8b14192d4595c6b36cfa0c6e1e5',
  },
  'win32-x64': {
    platform: 'win_amd64',
    sha256: 'f220e6333af168949a977f087c6f52253dfe6f538953e35f65fdd2eed6193ddf',
  },
};

/** The wheel for a machine, by Node's names for it; null when there is none. */
export function findSecantusWheel(platform: string, arch: string): SecantusWheel | null {
  return WHEELS[`${platform}-${arch}`] ?? null;
}

/** Which files of the wheel are kept: the server, the libraries it looks for beside its folder, the licence. */
export function isKept(name: string): boolean {
  return /^(secantusdb\.(scripts|libs)|[^/]+\.data\/scripts|[^/]+\.dist-info\/licenses)\/[^/]+$/.test(name);
}

/**
 * The server among a wheel's files. On Linux `*.data/scripts/` holds only a Python stub that looks for the real one
 * in `secantusdb.scripts/`; elsewhere it holds the server itself.
 */
export function pickServer(names: readonly string[]): string | null {
  const servers = names.filter((name) => /\/secantusd-rs(\.exe)?$/.test(name));
  return servers.find((name) => name.startsWith('secantusdb.scripts/')) ?? servers[0] ?? null;
}
