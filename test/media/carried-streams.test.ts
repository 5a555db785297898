import { aacBitRate, carriedStreams } from '../../media/carried-streams';
import type { AudioStream, SubtitleStream } from '../../pipeline/media-info';
import { mediaInfo } from '../pipeline/examples';

const newer: { mp4Frames: string[] } = { mp4Frames: [] };
const older = { mp4Frames: ['-bf', '0'] };
const audio = (codec: string, channels = 2): AudioStream => ({ index: 1, codec, channels, sampleRate: 48_000 });
const subtitles = (codec: string, isText: boolean): SubtitleStream => ({ index: 2, codec, isText });
const mp4 = 'mov,mp4,m4a,3gp,3g2,mj2';

describe('sound', () => {
  const carry = (stream: AudioStream, container: 'mp4' | 'mkv', ffmpeg = newer, format = mp4) => {
    const { audio: tracks, leftOut } = carriedStreams(mediaInfo({ format, audio: [stream] }), container, ffmpeg);
    return tracks[0]?.as ?? leftOut[0]?.reason;
  };

  test.each(['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'dts', 'opus', 'flac'])('%s is copied into both', (codec) => {
    expect(carry(audio(codec), 'mp4', older)).toBe('copied');
    expect(carry(audio(codec), 'mkv', older)).toBe('copied');
  });

  test.each(['vorbis', 'pcm_s16le', 'pcm_s24le', 'wmav2', 'mlp', 'wavpack'])(
    '%s becomes AAC in MP4, and is copied into Matroska',
    (codec) => {
      expect(carry(audio(codec), 'mp4')).toBe('aac');
      expect(carry(audio(codec), 'mkv')).toBe('copied');
    },
  );

  test.each(['amr_nb', 'qdm2', 'pcm_bluray'])('%s becomes AAC in both', (codec) => {
    expect(carry(audio(codec), 'mp4')).toBe('aac');
    expect(carry(audio(codec), 'mkv')).toBe('aac');
  });

  test.each(['truehd', 'alac'])('%s is copied into MP4 by builds that can', (codec) => {
    expect(carry(audio(codec), 'mp4', newer)).toBe('copied');
    expect(carry(audio(codec), 'mp4', older)).toBe('aac');
    expect(carry(audio(codec), 'mkv', older)).toBe('copied');
  });

  test('ALAC of Matroska would lose its last packet in MP4', () => {
    expect(carry(audio('alac'), 'mp4', newer, 'matroska,webm')).toBe('aac');
  });

  test('what can’t be carried is left out, with the reason', () => {
    expect(carry(audio('unknown'), 'mkv')).toBe('ffmpeg does not know its codec');
    expect(carry(audio('pcm_s16le', 16), 'mp4')).toBe('AAC has no 16 channels; --container mkv copies PCM as it is');
    expect(carry(audio('amr_nb', 16), 'mkv')).toBe('AAC has no 16 channels');
    expect(carry(audio('pcm_s16le', 16), 'mkv')).toBe('copied');
  });

  test.each([
    [1, 96_000],
    [2, 192_000],
    [6, 384_000],
    [8, 512_000],
    [0, 192_000],
  ])('AAC of %d channels has %d bits a second', (channels, rate) =>
    expect(aacBitRate(audio('pcm_s16le', channels))).toBe(rate),
  );
});

describe('subtitles', () => {
  const carry = (stream: SubtitleStream, container: 'mp4' | 'mkv') => {
    const { subtitles: tracks, leftOut } = carriedStreams(mediaInfo({ subtitles: [stream] }), container, newer);
    return tracks[0]?.as ?? leftOut[0];
  };

  test.each([
    ['subrip', 'mov_text', 'copied'],
    ['ass', 'mov_text', 'copied'],
    ['webvtt', 'mov_text', 'copied'],
    ['mov_text', 'copied', 'subrip'],
    ['eia_608', 'mov_text', 'subrip'],
  ])('words in %s: %s in MP4, %s in Matroska', (codec, inMp4, inMkv) => {
    expect(carry(subtitles(codec, true), 'mp4')).toBe(inMp4);
    expect(carry(subtitles(codec, true), 'mkv')).toBe(inMkv);
  });

  test.each(['hdmv_pgs_subtitle', 'dvd_subtitle', 'dvb_subtitle'])('pictures in %s: in Matroska alone', (codec) => {
    const reason = 'MP4 has no subtitles of pictures; --container mkv keeps most';
    expect(carry(subtitles(codec, false), 'mp4')).toEqual({ stream: 2, kind: 'subtitle', codec, reason });
    expect(carry(subtitles(codec, false), 'mkv')).toBe('copied');
  });

  test('what neither carries is left out, with the reason', () => {
    expect(carry(subtitles('xsub', false), 'mkv')).toMatchObject({ reason: 'Matroska has none of these' });
    expect(carry(subtitles('ttml', true), 'mp4')).toMatchObject({ reason: 'ffmpeg cannot read them' });
  });
});

test('streams keep their order', () => {
  const tracks = ['aac', 'unknown', 'opus'].map((codec, index) => ({ ...audio(codec), index }));
  const carried = carriedStreams(mediaInfo({ audio: tracks }), 'mp4', newer);
  expect(carried.audio.map(({ stream }) => stream.index)).toEqual([0, 2]);
  expect(carried.leftOut.map(({ stream }) => stream)).toEqual([1]);
});
