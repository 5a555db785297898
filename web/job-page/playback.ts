/** What of a video element it takes to play it. */
export interface Playable {
  currentTime: number;
  playbackRate: number;
  readonly duration: number;
  readonly paused: boolean;
  readonly ended: boolean;
  play(): Promise<void>;
  pause(): void;
}

/** Farther apart than this, in seconds, the one that follows jumps; nearer it only hurries or dawdles. */
const jumpFrom = 0.3;
const hurryFrom = 0.03;
const hurry = 0.08;

/** One set of controls for all videos: they are of the same length, and shall show the same moment. */
export class Playback {
  readonly #videos = new Map<string, Playable>();
  #time = 0;
  #rate = 1;
  #playing = false;

  /** @param length of the video in seconds, until one of them says it better */
  constructor(private readonly length: number) {}

  /** The first that is there leads; others follow it. */
  get leader(): Playable | undefined {
    return this.#videos.values().next().value;
  }

  get time(): number {
    return this.leader?.currentTime ?? this.#time;
  }

  get duration(): number {
    const known = this.leader?.duration;
    return known !== undefined && Number.isFinite(known) && known > 0 ? known : this.length;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get rate(): number {
    return this.#rate;
  }

  get canPlay(): boolean {
    return this.#videos.size > 0;
  }

  /** @param leads before all others */
  attach(name: string, video: Playable, leads: boolean): void {
    const time = this.time;
    const others = [...this.#videos].filter(([known]) => known !== name);
    this.#videos.clear();
    for (const [known, one] of leads ? [[name, video] as const, ...others] : [...others, [name, video] as const]) {
      this.#videos.set(known, one);
    }
    video.playbackRate = this.#rate;
    if (Math.abs(video.currentTime - time) > hurryFrom) video.currentTime = time;
    if (this.#playing) this.#start(video);
  }

  detach(name: string): void {
    this.#time = this.time;
    this.#videos.get(name)?.pause();
    this.#videos.delete(name);
    if (this.#videos.size === 0) this.#playing = false;
  }

  play(): void {
    if (!this.canPlay) return;
    if (this.leader?.ended || this.time >= this.duration - 0.01) this.seek(0);
    this.#playing = true;
    for (const video of this.#videos.values()) this.#start(video);
  }

  pause(): void {
    this.#playing = false;
    for (const video of this.#videos.values()) video.pause();
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  seek(time: number): void {
    this.#time = Math.min(Math.max(0, time), this.duration);
    for (const video of this.#videos.values()) video.currentTime = this.#time;
  }

  setRate(rate: number): void {
    this.#rate = rate;
    for (const video of this.#videos.values()) video.playbackRate = rate;
  }

  /** Brings those that follow to where the first is; to be called again and again. */
  keepInStep(): void {
    const [leader, ...followers] = this.#videos.values();
    if (!leader) return;
    if (leader.ended) this.pause();
    for (const video of followers) {
      const ahead = video.currentTime - leader.currentTime;
      const isOff = Math.abs(ahead) > hurryFrom;
      if (Math.abs(ahead) > jumpFrom || (isOff && !this.#playing)) video.currentTime = leader.currentTime;
      video.playbackRate = this.#rate * (isOff ? 1 - Math.sign(ahead) * hurry : 1);
      if (this.#playing && video.paused && !video.ended) this.#start(video);
    }
  }

  #start(video: Playable): void {
    // Refused where the browser wants a click first, and cut short by a pause: then it doesn't play, and says so.
    video.play().catch(() => {
      if (video === this.leader && video.paused) this.#playing = false;
    });
  }
}
