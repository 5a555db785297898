import { type Playable, Playback } from '../../web/job-page/playback';

class FakeVideo implements Playable {
  currentTime = 0;
  playbackRate = 1;
  duration = 10;
  paused = true;
  ended = false;
  play(): Promise<void> {
    this.paused = false;
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
  }
}

function both() {
  const [gray, source] = [new FakeVideo(), new FakeVideo()];
  const playback = new Playback(8);
  playback.attach('source', source, false);
  playback.attach('gray', gray, true);
  return { gray, source, playback };
}

test('one set of controls moves all videos', () => {
  const { gray, source, playback } = both();
  playback.play();
  playback.setRate(2);
  playback.seek(3);
  expect([gray, source].map((video) => [video.paused, video.playbackRate, video.currentTime])).toEqual([
    [false, 2, 3],
    [false, 2, 3],
  ]);
  playback.toggle();
  expect([gray.paused, source.paused, playback.playing]).toEqual([true, true, false]);
});

test('the one that follows hurries or dawdles when it is a little off, and jumps when it is far off', () => {
  const { gray, source, playback } = both();
  playback.play();
  [gray.currentTime, source.currentTime] = [5, 4.9];
  playback.keepInStep();
  expect([source.currentTime, source.playbackRate]).toEqual([4.9, 1.08]);
  source.currentTime = 5.1;
  playback.keepInStep();
  expect(source.playbackRate).toBe(0.92);
  source.currentTime = 6;
  playback.keepInStep();
  expect(source.currentTime).toBe(5);
  playback.keepInStep();
  expect([source.playbackRate, gray.playbackRate]).toEqual([1, 1]);
});

test('no time lies outside the video, and at the end it begins anew', () => {
  const { gray, playback } = both();
  playback.seek(99);
  expect(playback.time).toBe(10);
  playback.play();
  expect(playback.time).toBe(0);
  gray.ended = true;
  playback.keepInStep();
  expect(playback.playing).toBe(false);
});

test('when the first video goes, the other leads on from where it was; without any there is still a time', () => {
  const { source, playback } = both();
  playback.seek(4);
  playback.detach('gray');
  expect([playback.leader, playback.time]).toEqual([source, 4]);
  playback.detach('source');
  playback.play();
  expect([playback.time, playback.playing, playback.duration]).toEqual([4, false, 8]);
});
