/** Set off by a Ctrl-C, SIGTERM or SIGHUP, so that a benchmark ends the programs it has started and removes its files. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals) => {
    controller.abort(new Error(`Stopped by ${name}`));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  return controller.signal;
}
