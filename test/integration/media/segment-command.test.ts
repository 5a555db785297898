import { join } from 'node:path';
import { probeMedia } from '../../../media/probe';
import { justThese, planSegments } from '../../../pipeline/plan-segments';
import { temporaryFolder, tools } from '../../tools';
import { framesOf, make, picture, segmentFrames } from './clips';

const openGop = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-g', '25', '-sc_threshold', '0', '-x264-params', 'open-gop=1']; // prettier-ignore
const closedGop = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '25', '-sc_threshold', '0'];

/** name, file, recipe; each has 4 seconds of pictures or a little less, with a key frame every second or so. */
const clips: [string, string, string[]][] = [
  ['H.264 with B-frames and open GOPs', 'open.mp4', [...picture(4), ...openGop]],
  ['H.264 in Matroska', 'closed.mkv', [...picture(4), ...closedGop]],
  [
    'two of three frames missing',
    'dropped.mp4',
    [...picture(4), '-vf', "select='not(mod(n,3))'", 'passFrames', ...closedGop, '-g', '8'],
  ],
  [
    'frames at uneven times',
    'jitter.mp4',
    [
      ...[...picture(4), '-vf', "settb=1/90000,setpts='N*3600+1700*mod(N*7,2)'"],
      ...['passFrames', '-enc_time_base', '1:90000', ...closedGop, '-video_track_timescale', '90000'],
    ],
  ],
  ['29.97 frames a second', 'ntsc.mp4', [...picture(4, '30000/1001'), ...closedGop]],
  ['MPEG-4 in AVI', 'mpeg4.avi', [...picture(4), '-c:v', 'mpeg4', '-g', '25', '-q:v', '4']],
  ['a start other than 0', 'late.mp4', [...picture(4), '-vf', 'setpts=PTS+3.2/TB', 'passFrames', ...closedGop]],
  ['a fragmented file', 'fragmented.mp4', [...picture(4), ...closedGop, '-movflags', 'frag_keyframe+empty_moov']],
  ['VP8 in WebM', 'vp8.webm', [...picture(4), '-c:v', 'libvpx', '-g', '25', '-b:v', '300k', '-deadline', 'realtime']],
];

describe('a video decoded in segments has the frames of one plain pass, each once and at its time', () => {
  const folder = temporaryFolder('all');

  test.each(clips)('%s', async (_, file, recipe) => {
    const path = await make(join(folder(), file), recipe);
    const { ffprobe } = await tools();
    const probed = await probeMedia(ffprobe.path, { url: path }, file);
    const { index, media } = probed;
    const expected = await framesOf(path);
    expect(index.frameCount).toBe(expected.length);
    expect(index.startPts).toBe(expected[0]?.pts);

    const segments = planSegments(index, media.video.timeBase, {
      segmentSeconds: 1,
      around: justThese,
      seekEarlier: media.format === 'mpegts',
    });
    expect(segments.length).toBeGreaterThanOrEqual(3);
    const cut = [];
    for (const segment of segments) cut.push(...(await segmentFrames(path, probed, segment, (160 * 120 * 3) / 2)));
    expect(cut).toEqual(expected);
    // Pictures that are all alike would prove nothing.
    expect(new Set(expected.map(({ md5 }) => md5)).size).toBe(expected.length);
  });

  test('AVI with B-frames tells no times of its packets: one segment, with every frame', async () => {
    const path = await make(join(folder(), 'b.avi'), [
      ...picture(4),
      '-c:v',
      'mpeg4',
      '-bf',
      '2',
      '-g',
      '25',
      '-q:v',
      '4',
    ]);
    const { ffprobe } = await tools();
    const probed = await probeMedia(ffprobe.path, { url: path }, 'b.avi');
    const lengths = { segmentSeconds: 1, around: justThese, seekEarlier: false };
    const segments = planSegments(probed.index, probed.media.video.timeBase, lengths);
    expect(segments).toHaveLength(1);
    expect(await segmentFrames(path, probed, segments[0]!, (160 * 120 * 3) / 2)).toEqual(await framesOf(path));
  });

  test('decoding from an earlier key frame, or from the beginning, gives the same segment', async () => {
    const path = await make(join(folder(), 'seek.mp4'), [...picture(4), ...openGop]);
    const { ffprobe } = await tools();
    const probed = await probeMedia(ffprobe.path, { url: path }, 'seek.mp4');
    const lengths = { segmentSeconds: 1, around: justThese, seekEarlier: false };
    const segment = planSegments(probed.index, probed.media.video.timeBase, lengths)[2]!;
    const bytes = (160 * 120 * 3) / 2;
    const planned = await segmentFrames(path, probed, segment, bytes);
    expect(planned[0]?.pts).toBe(segment.start);
    for (const seek of [probed.index.keyFrames[1]!, null]) {
      expect(await segmentFrames(path, probed, { ...segment, seek }, bytes)).toEqual(planned);
    }
  });
});
