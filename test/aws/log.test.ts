import { createLog } from '../../aws/log';

describe('createLog', () => {
  const open = () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog('framefleet-test', (line) => {
      expect(line.endsWith('\n')).toBe(true);
      lines.push(JSON.parse(line) as Record<string, unknown>);
    });
    return { log, lines };
  };

  test('writes a JSON line with level, message, service and figures', () => {
    const { log, lines } = open();
    log.info('probed', { frames: 3 });
    log.warn('slow');
    log.error('failed', { reason: 'why' });
    expect(lines).toMatchObject([
      { level: 'INFO', message: 'probed', service: 'framefleet-test', frames: 3 },
      { level: 'WARN', message: 'slow' },
      { level: 'ERROR', message: 'failed', reason: 'why' },
    ]);
  });

  test('further keys stand on each line of the new log, and not on those of the old', () => {
    const { log, lines } = open();
    const inner = log.with({ jobId: 'job-1' }).with({ segment: 0 });
    inner.info('a');
    log.info('b');
    inner.info('c');
    expect(lines).toMatchObject([{ jobId: 'job-1', segment: 0 }, { message: 'b' }, { jobId: 'job-1', segment: 0 }]);
    expect(lines[1]).not.toHaveProperty('jobId');
  });
});
