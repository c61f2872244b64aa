/** The server's program in the user's cache; null where it was not built yet, and suites that need it are skipped. */
export declare const findVersitygw: () => string | null;
