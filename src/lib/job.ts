/** Puts jobs into the queue. Data holds ids only: it is stored, and shown to whoever looks at the queue. */
export interface Schedule {
  /** Has the job run at once, on this process or another. */
  runNow(name: string, data: JobData): Promise<void>;
  /** Has it run in so many milliseconds. */
  runIn(ms: number, name: string, data: JobData): Promise<void>;
}

export type JobData = Readonly<Record<string, string>>;

export interface JobContext {
  readonly data: JobData;
  /** Aborted when the process stops: what can be continued later ends soon. */
  readonly signal: AbortSignal;
  /** Tells the queue that the job is alive; a job that does not for minutes is given to somebody else. */
  readonly beat: () => Promise<void>;
  readonly schedule: Schedule;
}

/** Work that the scheduler runs. It may be run twice at the same time, or again after a crash: idempotent, fenced. */
export interface Job {
  readonly name: string;
  /** When it runs by itself: five fields of cron, in UTC. */
  readonly cron?: string;
  /** Runs once when a process starts as well. */
  readonly atStart?: boolean;
  run(context: JobContext): Promise<void>;
}
