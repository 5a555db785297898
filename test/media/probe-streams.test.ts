import { type ProbeOutput, clockSeconds, describeCompany, describePicture, findVideo } from '../../media/probe-streams';

type Stream = ProbeOutput['streams'][number];

const stream = (changes: Partial<Stream>): Stream => ({
  index: 0,
  id: undefined,
  codec_name: 'h264',
  sample_aspect_ratio: '',
  color_range: undefined,
  color_primaries: undefined,
  color_transfer: undefined,
  color_space: undefined,
  field_order: undefined,
  time_base: '1/90000',
  duration: undefined,
  channels: 0,
  channel_layout: undefined,
  sample_rate: 0,
  disposition: {},
  tags: {},
  side_data_list: [],
  ...changes,
});
const video = (changes: Partial<Stream> = {}) =>
  stream({ codec_type: 'video', width: 720, height: 576, pix_fmt: 'yuv420p', ...changes });
const file = (
  streams: Stream[],
  changes: Partial<ProbeOutput> = {},
  tags: Record<string, string> = {},
): ProbeOutput => ({
  format: { format_name: 'mpegts', start_time: 0, duration: undefined, tags },
  streams,
  chapters: [],
  ...changes,
});

describe('describePicture', () => {
  test('tells what is known, and only that', () => {
    expect(describePicture(video())).toEqual({
      ...{ index: 0, codec: 'h264', width: 720, height: 576, pixelFormat: 'yuv420p', rotation: 0 },
    });
  });

  test('tells shape of pixels, colours and fields', () => {
    const told = {
      ...{ sample_aspect_ratio: '16:15', color_range: 'tv', color_primaries: 'bt470bg', color_transfer: 'gamma28' },
      ...{ color_space: 'bt470bg', field_order: 'tt' as const },
    };
    expect(describePicture(video(told))).toMatchObject({
      ...{ sampleAspectRatio: { numerator: 16, denominator: 15 }, colorRange: 'tv', colorPrimaries: 'bt470bg' },
      ...{ colorTransfer: 'gamma28', colorMatrix: 'bt470bg', fieldOrder: 'tt' },
    });
  });

  test.each([
    [-90, 90],
    [90, 270],
    [180, 180],
    [-180, 180],
  ])('a matrix of %d degrees is a rotation by %d; sideways, sides and pixels turn too', (matrix, rotation) => {
    const picture = describePicture(video({ sample_aspect_ratio: '16:15', side_data_list: [{ rotation: matrix }] }));
    const upright = { width: 720, height: 576, sampleAspectRatio: { numerator: 16, denominator: 15 } };
    const sideways = { width: 576, height: 720, sampleAspectRatio: { numerator: 15, denominator: 16 } };
    expect(picture).toMatchObject({ rotation, ...(rotation % 180 === 0 ? upright : sideways) });
  });

  test('a stream without a size or a pixel format is no picture', () => {
    expect(describePicture(video({ width: undefined }))).toBeUndefined();
    expect(describePicture(video({ pix_fmt: undefined }))).toBeUndefined();
  });
});

test('a cover isn’t the video', () => {
  const cover = video({ index: 0, disposition: { attached_pic: 1 } });
  expect(findVideo(file([cover, video({ index: 1 })]))?.index).toBe(1);
  expect(findVideo(file([cover]))).toBeUndefined();
});

describe('describeCompany', () => {
  test('of a file with pictures alone: nothing', () => {
    const nothing = { audio: [], subtitles: [], chapterCount: 0, isTagged: false };
    expect(describeCompany(file([video()], {}, { major_brand: 'isom', ENCODER: 'Lavf' }))).toEqual(nothing);
  });

  test('sound: where it begins, in its own time base', () => {
    const aac = { codec_type: 'audio', codec_name: 'aac', channels: 6, sample_rate: 48_000, channel_layout: '5.1' };
    const sound = stream({ index: 1, ...aac, start_pts: 126_000, duration: 2.88, tags: { language: 'deu' } });
    expect(describeCompany(file([video(), sound])).audio).toEqual([
      {
        ...{ index: 1, codec: 'aac', channels: 6, sampleRate: 48_000, channelLayout: '5.1', language: 'deu' },
        ...{ timeBase: { numerator: 1, denominator: 90_000 }, startPts: 126_000, durationSeconds: 2.88 },
      },
    ]);
  });

  test('subtitles, of words and of pictures', () => {
    const of = (codec_name: string, index: number) => stream({ codec_type: 'subtitle', codec_name, index });
    expect(describeCompany(file([video(), of('subrip', 1), of('dvb_subtitle', 2)])).subtitles).toEqual([
      { index: 1, codec: 'subrip', isText: true },
      { index: 2, codec: 'dvb_subtitle', isText: false },
    ]);
  });

  test('chapters, when it was made, and whatever else it says of itself', () => {
    const tags = { creation_time: '2021-03-04T05:06:07.000000Z' };
    expect(describeCompany(file([video()], { chapters: [{}, {}] }, tags))).toMatchObject({
      chapterCount: 2,
      creationTime: '2021-03-04T05:06:07.000000Z',
      isTagged: true,
    });
    expect(describeCompany(file([video()], {}, { title: 'A day out' })).isTagged).toBe(true);
  });
});

test.each([
  ['00:00:03.040000000', 3.04],
  ['01:02:03.5', 3723.5],
  ['', NaN],
])('clockSeconds(%j) is %d', (text, seconds) => expect(clockSeconds(text)).toBe(seconds));
