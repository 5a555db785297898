import { type LogItem, Logger } from '@aws-lambda-powertools/logger';

type Keys = Readonly<Record<string, string | number>>;

/** What handlers and tasks say of their work: JSON lines, each with the job's id, its execution and its segment. */
export interface Log {
  info(message: string, figures?: Record<string, unknown>): void;
  warn(message: string, figures?: Record<string, unknown>): void;
  error(message: string, figures?: Record<string, unknown>): void;
  /** The same log with further keys on each line. */
  with(keys: Keys): Log;
}

/**
 * Opens a log on standard output, where Lambda and the awslogs driver pick it up.
 * @param write takes each line instead: in the embedded stack standard output belongs to the command line
 */
export function createLog(service: string, write?: (line: string) => void, keys: Keys = {}): Log {
  const options = { serviceName: service, persistentKeys: { ...keys } };
  const logger = write ? new LineLogger(options, write) : new Logger(options);
  return {
    info: (message, figures = {}) => logger.info(message, figures),
    warn: (message, figures = {}) => logger.warn(message, figures),
    error: (message, figures = {}) => logger.error(message, figures),
    with: (further) => createLog(service, write, { ...keys, ...further }),
  };
}

/** Powertools writes to a console of its own, which can't be handed in; where its lines go can. */
class LineLogger extends Logger {
  constructor(
    options: ConstructorParameters<typeof Logger>[0],
    private readonly write: (line: string) => void,
  ) {
    super(options);
  }

  protected override printLog(_level: number, item: LogItem): void {
    item.prepareForPrint();
    this.write(`${JSON.stringify(item.getAttributes())}\n`);
  }
}
