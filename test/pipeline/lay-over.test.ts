import { layOver } from '../../pipeline/lay-over';

test('what wasn’t said leaves what was there', () => {
  expect(layOver({ crf: 30, mode: 'split' }, { crf: 20, mode: undefined })).toEqual({ crf: 20, mode: 'split' });
});

test('kernels are told field by field, anything else as a whole', () => {
  const below = { motion: { sensitivity: 2, clips: 'copy' }, regions: [1, 2] };
  expect(layOver(below, { motion: { clips: 'exact' }, regions: [3] })).toEqual({
    motion: { sensitivity: 2, clips: 'exact' },
    regions: [3],
  });
  expect(layOver({}, { histogram: { bins: 64, arrow: undefined } })).toEqual({ histogram: { bins: 64 } });
});

test.each([3, 'all', null, [1]])('a kernel that is told %j isn’t taken for one that is told nothing', (wrong) => {
  expect(layOver({ motion: { sensitivity: 2 } }, { motion: wrong })).toEqual({ motion: wrong });
});
