import { runForText } from '../../../media/run';
import { tools } from '../../tools';

/** A subtitle; seconds on the file's own clock. */
export interface Cue {
  start: number;
  end: number;
  text: string;
}

/** The subtitles of a file's first track of text. */
export async function readCues(path: string): Promise<Cue[]> {
  const { ffmpeg } = await tools();
  const srt = await runForText(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-copyts', '-i', path, '-map', '0:s:0', '-f', 'srt', '-'],
  ]);
  return srt
    .split('\n\n')
    .filter((cue) => cue.trim() !== '')
    .map((cue) => {
      const [, times = '', ...text] = cue.trim().split('\n');
      const [start = NaN, end = NaN] = times.split(' --> ').map(secondsOf);
      // Older builds say in which font to show what came from MP4.
      return { start, end, text: text.join('\n').replaceAll(/<[^>]*>/g, '') };
    });
}

/** Reads `00:00:01,500`. */
function secondsOf(time: string): number {
  const [hours = NaN, minutes = NaN, seconds = NaN] = time.replace(',', '.').split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}
