import { pictureTags } from '../../media/picture-tags';

const upright = { height: 576, rotation: 0 };

describe('pictureTags', () => {
  test('tells the range, and nothing that nobody told', () => {
    expect(pictureTags({ ...upright, pixelFormat: 'yuv420p' })).toEqual({
      filter: 'setparams=range=1',
      encoder: ['-color_range', '1'],
    });
  });

  test('tells HDR by its code points, to frames and encoder alike', () => {
    const hdr = { colorPrimaries: 'bt2020', colorTransfer: 'smpte2084', colorMatrix: 'bt2020nc', colorRange: 'tv' };
    expect(pictureTags({ ...upright, pixelFormat: 'yuv420p10le', ...hdr })).toEqual({
      filter: 'setparams=range=1:color_primaries=9:color_trc=16:colorspace=9',
      encoder: ['-color_range', '1', '-color_primaries', '9', '-color_trc', '16', '-colorspace', '9'],
    });
  });

  test('full range stays full', () => {
    expect(pictureTags({ ...upright, pixelFormat: 'yuvj420p' }).filter).toBe('setparams=range=2');
    expect(pictureTags({ ...upright, pixelFormat: 'yuv444p', colorRange: 'pc' }).filter).toBe('setparams=range=2');
  });

  test('of RGB, luma is computed as ffmpeg does it: limited, by BT.601', () => {
    const { filter } = pictureTags({ ...upright, pixelFormat: 'gbrp', colorRange: 'pc', colorMatrix: 'gbr' });
    expect(filter).toBe('setparams=range=1:colorspace=6');
  });

  test('a name that it doesn’t know is left out', () => {
    expect(pictureTags({ ...upright, pixelFormat: 'yuv420p', colorTransfer: 'vlog' }).filter).toBe('setparams=range=1');
  });

  test.each([
    ['tt', 'tff=1'],
    ['tb', 'tff=1'],
    ['bb', 'bff=1'],
    ['bt', 'bff=1'],
  ] as const)('fields in the order %s are coded as fields: %s', (fieldOrder, order) => {
    const { encoder } = pictureTags({ ...upright, pixelFormat: 'yuv420p', fieldOrder });
    expect(encoder.slice(2)).toEqual(['-flags', '+ilme+ildct', '-x264-params', `${order}:no-fast-pskip=1`]);
  });

  test.each([
    ['of a height that can’t be divided by 4', { height: 486, rotation: 0 }],
    ['of a picture that is turned', { height: 576, rotation: 180 }],
  ])('fields %s are not', (_, picture) => {
    expect(pictureTags({ ...picture, pixelFormat: 'yuv420p', fieldOrder: 'bb' }).encoder).not.toContain('-flags');
  });

  test('progressive pictures are not', () => {
    expect(pictureTags({ ...upright, pixelFormat: 'yuv420p', fieldOrder: 'progressive' }).encoder).not.toContain(
      '-flags',
    );
  });
});
