import type { JsonValue } from '../json';
import type { MapRun, MapRunStatus } from './map-run';
import type { Outcome } from '../executions/outcome';

/** What a distributed Map needs to run its items as executions of their own. */
export interface MapRunner {
  readonly mapRun: MapRun;
  /**
   * Runs the child execution of an item or a batch; one that a redrive finds failed goes on where it had stopped, with the
   * input that it had.
   */
  runChild(index: number, inputOf: () => Promise<JsonValue>, signal: AbortSignal): Promise<Outcome>;
  end(status: MapRunStatus): void;
}
