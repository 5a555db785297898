import {
  DescribingEnvironment,
  HandlerEnvironment,
  ReconcilingEnvironment,
  TaskEnvironment,
  readEnvironment,
} from '../../pipeline/environment';

const task = {
  FRAMEFLEET_WORK_BUCKET: 'work',
  FRAMEFLEET_OUTPUT_BUCKET: 'results',
  FRAMEFLEET_JOB_TABLE: 'jobs',
  FRAMEFLEET_EXECUTION: 'arn:execution',
};

describe('readEnvironment', () => {
  test('takes what the schema names and leaves the rest', () => {
    expect(readEnvironment(HandlerEnvironment, { ...task, PATH: '/bin' })).toEqual({
      FRAMEFLEET_WORK_BUCKET: 'work',
      FRAMEFLEET_OUTPUT_BUCKET: 'results',
      FRAMEFLEET_FILES: 'here',
    });
  });

  test('reads the retry as a number; the first attempt has none', () => {
    expect(readEnvironment(TaskEnvironment, task).FRAMEFLEET_RETRY).toBe(0);
    expect(readEnvironment(TaskEnvironment, { ...task, FRAMEFLEET_RETRY: '2' }).FRAMEFLEET_RETRY).toBe(2);
  });

  test('names every variable that is missing, empty or wrong', () => {
    const read = () =>
      readEnvironment(TaskEnvironment, {
        ...task,
        FRAMEFLEET_JOB_TABLE: undefined,
        FRAMEFLEET_WORK_BUCKET: '',
        FRAMEFLEET_RETRY: 'often',
      });
    for (const name of ['FRAMEFLEET_JOB_TABLE', 'FRAMEFLEET_WORK_BUCKET', 'FRAMEFLEET_RETRY'])
      expect(read).toThrow(name);
    expect(read).not.toThrow('FRAMEFLEET_EXECUTION');
  });

  test('where logs are is optional; a function that corrects records needs the table, the bus and how long they are kept', () => {
    expect(readEnvironment(DescribingEnvironment, task)).toEqual({});
    expect(() => readEnvironment(ReconcilingEnvironment, { FRAMEFLEET_EVENT_BUS: 'bus' })).toThrow(
      'FRAMEFLEET_JOB_TABLE',
    );
    expect(() => readEnvironment(ReconcilingEnvironment, task)).toThrow('FRAMEFLEET_EVENT_BUS');
    const reconciling = { ...task, FRAMEFLEET_EVENT_BUS: 'bus', FRAMEFLEET_RECORD_DAYS: '30' };
    expect(readEnvironment(ReconcilingEnvironment, reconciling)).toMatchObject({ FRAMEFLEET_RECORD_DAYS: 30 });
    for (const days of [undefined, '', '0', 'long']) {
      const read = () => readEnvironment(ReconcilingEnvironment, { ...reconciling, FRAMEFLEET_RECORD_DAYS: days });
      expect(read).toThrow('FRAMEFLEET_RECORD_DAYS');
    }
  });
});
