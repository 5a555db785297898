import { emptyForm, optionsOf } from '../../web/console/upload-options';
import { addressOf, placeOf } from '../../web/console/place';

test('addresses say what is shown', () => {
  const job = { at: 'job', jobId: 'ab12', tab: 'logs' } as const;
  expect(placeOf(addressOf(job))).toEqual(job);
  expect(placeOf('#/jobs/ab12')).toEqual({ ...job, tab: 'graph' });
  expect(placeOf('#/upload')).toEqual({ at: 'upload' });
  expect(['', '#/', '#/jobs/', '#/nonsense', '#/jobs/<script>'].map(placeOf)).toEqual(Array(5).fill({ at: 'home' }));
});

test('a form becomes options; what was typed as JSON goes last', () => {
  const form = { ...emptyForm, segmentSeconds: '5', mode: 'split', further: '{"mode": "fused", "crf": 30}' };
  const kernels = ['grayscale', 'motion'];
  expect(JSON.parse(optionsOf(form, { masks: [] }))).toEqual({
    kernels,
    segmentSeconds: 5,
    mode: 'fused',
    masks: [],
    crf: 30,
  });
  expect(JSON.parse(optionsOf(emptyForm, {}))).toEqual({ kernels });
  expect(() => optionsOf({ ...emptyForm, kernels: [] }, {})).toThrow('at least one');
  expect(() => optionsOf({ ...emptyForm, further: '{' }, {})).toThrow('are no JSON');
  expect(() => optionsOf({ ...emptyForm, further: '[1]' }, {})).toThrow('no object');
});
