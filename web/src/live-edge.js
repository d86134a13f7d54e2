// Where somebody is in a live: how long ago it happened, how far behind the live moment, and the way back there.

import { serverNow } from './clock.js';

/** Seconds behind the live moment that count as having gone back. */
const BACK = 5;

export class LiveEdge {
  #video;
  #source;

  /**
   * `source.date()` is when the shown picture came in (a Date, or null where the stream does not say),
   * `source.distance()` the seconds to the end of what there is, `source.position()` where a live is best
   * played, on the video's clock, or null while that is unknown.
   */
  constructor(video, source) {
    this.#video = video;
    this.#source = source;
  }

  /** Seconds from the server to the eye; null while nothing plays. */
  get latency() {
    if (this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    const distance = this.#source.distance();
    const date = this.#source.date();
    // A clock that is a little off must not make it less than what is known without one.
    return date === null ? distance : Math.max(distance, (serverNow() - date.getTime()) / 1000);
  }

  /** Whether the viewer went back, or paused for a while. */
  get isBehind() {
    const position = this.#source.position();
    return position !== null && position - this.#video.currentTime > BACK;
  }

  goLive() {
    const position = this.#source.position();
    if (position !== null) this.#video.currentTime = position;
    this.#video.play().catch(() => {});
  }
}

/** The edge of what hls.js plays. */
export function edgeOfHls(video, hls) {
  return new LiveEdge(video, {
    date: () => hls.playingDate,
    distance: () => hls.latency,
    position: () => hls.liveSyncPosition,
  });
}

/** The edge of what the browser plays by itself, which says less about it. */
export function edgeOfBrowser(video) {
  const end = () => (video.seekable.length > 0 ? video.seekable.end(video.seekable.length - 1) : null);
  return new LiveEdge(video, {
    date: () => {
      const start = video.getStartDate?.().getTime();
      return Number.isFinite(start) ? new Date(start + video.currentTime * 1000) : null;
    },
    distance: () => (end() ?? video.currentTime) - video.currentTime,
    position: end,
  });
}
