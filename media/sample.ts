import type { Ffmpeg } from './locate';
import { run } from './run';

/** Length of the sample in seconds. */
export const sampleSeconds = 12;

/**
 * Makes a small colour video with sound: a red square crosses a noisy still picture from 1 s to 3.5 s, a yellow one falls
 * through it from 6 s to 8 s. 640x360, 25 frames a second, a key frame every second.
 */
export async function makeSample(ffmpeg: Ffmpeg, path: string, signal?: AbortSignal): Promise<void> {
  const still = `color=0x406080:s=640x360:r=25:d=${sampleSeconds},drawgrid=w=80:h=60:c=0xA0A060,noise=alls=4:allf=t`;
  const graph = [
    'color=red:s=60x60:r=25,format=yuv420p[square]',
    'color=yellow:s=50x50:r=25,format=yuv420p[block]',
    "[0:v][square]overlay=x='if(between(t,1,3.5),-60+280*(t-1),-100)':y=120:eval=frame[one]",
    "[one][block]overlay=x=290:y='if(between(t,6,8),-60+210*(t-6),-100)':eval=frame:shortest=1[moving]",
  ];
  await run(
    ffmpeg.path,
    [
      ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', still],
      ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${sampleSeconds}`],
      ...['-filter_complex', graph.join(';'), '-map', '[moving]', '-map', '1:a', '-t', String(sampleSeconds)],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-y', path],
    ],
    { signal },
  );
}
