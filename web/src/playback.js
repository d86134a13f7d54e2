// Playing one source in one <video>: through hls.js, the browser's own HLS, or a plain file. Each way answers
// with the same small object: its qualities, which one was chosen, and how to choose another.

import Hls from './hls.min.mjs';
import { edgeOfBrowser, edgeOfHls } from './live-edge.js';

export const AUTO = -1;
const HLS_TYPE = 'application/vnd.apple.mpegurl';

/** Seconds of what was shown of a live that stay in memory; what lies before is asked for again. */
const LIVE_BACK_BUFFER = 90;
/** While the publisher is away the server may hold the playlist or fail: the picture waits that long. */
const LIVE_PLAYLISTS = {
  default: {
    maxTimeToFirstByteMs: 20_000,
    maxLoadTimeMs: 30_000,
    timeoutRetry: { maxNumRetry: 10, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 60, retryDelayMs: 1_000, maxRetryDelayMs: 2_000 },
  },
};
/** A little faster than life, until the delay is what the playlist asks for. */
const LIVE_CATCH_UP = 1.1;
const LIVE_SETTINGS = {
  lowLatencyMode: true,
  startPosition: -1,
  maxLiveSyncPlaybackRate: LIVE_CATCH_UP,
  backBufferLength: LIVE_BACK_BUFFER,
  playlistLoadPolicy: LIVE_PLAYLISTS,
};

/**
 * Starts playback of `sources` (see sources.js). `options.eager` loads before the viewer asks to play,
 * `options.startAt` is in seconds, `options.live` says that it goes on while it is shown. `listener.changed(playback)`
 * tells of new qualities or another level, `listener.failed()` that this way of playing has ended for good; what a
 * live has in memory is still shown then, until `stop()`.
 */
export function play(video, sources, options, listener) {
  if (sources.playlist !== null && Hls.isSupported()) {
    return new AdaptivePlayback(video, sources.playlist, options, listener);
  }
  if (sources.playlist !== null && video.canPlayType(HLS_TYPE) !== '') {
    return new FilePlayback(video, [{ label: 'Auto', url: sources.playlist }], options, listener);
  }
  return new FilePlayback(video, sources.files, options, listener);
}

class AdaptivePlayback {
  #hls;
  #chosen = AUTO;
  #healed = false;
  #listening = new AbortController();
  /** Where the viewer is in the live, see live-edge.js. */
  edge;

  constructor(video, url, options, listener) {
    const hls = new Hls({
      autoStartLoad: options.eager,
      startPosition: options.startAt > 0 ? options.startAt : -1,
      capLevelToPlayerSize: true,
      workerPath: new URL('./hls.worker.js', import.meta.url).href,
      ...(options.live ? LIVE_SETTINGS : {}),
    });
    this.#hls = hls;
    this.edge = edgeOfHls(video, hls);
    const { signal } = this.#listening;
    if (options.live) video.addEventListener('seeking', () => this.#keepInWindow(video), { signal });
    hls.on(Hls.Events.MANIFEST_PARSED, () => listener.changed(this));
    hls.on(Hls.Events.LEVEL_SWITCHED, () => listener.changed(this));
    hls.on(Hls.Events.ERROR, (_, data) => {
      if (!data.fatal) return;
      // A decoder that stumbled is set up anew once; hls.js has already retried the network.
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !this.#healed) {
        this.#healed = true;
        hls.recoverMediaError();
      } else {
        if (!options.live) this.stop();
        listener.failed();
      }
    });
    if (!options.eager) video.addEventListener('play', () => hls.startLoad(), { once: true, signal });
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  get qualities() {
    const levels = this.#hls.levels.map((level, index) => ({ value: index, ...describe(level) }));
    levels.sort((a, b) => b.height - a.height);
    const playing = levels.find((level) => level.value === this.#hls.currentLevel);
    const auto = this.#chosen === AUTO && playing ? `Auto (${playing.label})` : 'Auto';
    return [{ value: AUTO, label: auto }, ...levels];
  }

  get chosen() {
    return this.#chosen;
  }

  choose(value) {
    this.#chosen = value;
    this.#hls.nextLevel = value;
  }

  stop() {
    if (this.#listening.signal.aborted) return;
    this.#listening.abort();
    this.#hls.destroy();
  }

  /** Before what is kept of the live there is nothing; hls.js would jump to its end instead. */
  #keepInWindow(video) {
    const details = this.#hls.latestLevelDetails;
    if (!details?.live) return;
    const first = details.fragmentStart + 1;
    if (video.currentTime < first && first < details.edge) video.currentTime = first;
  }
}

/** A level is named by its short side, so that an upright 1080x1920 is 1080p as well. */
function describe(level) {
  const height = Math.min(level.width, level.height);
  if (height === 0) return { height, label: 'Audio only' };
  const rate = level.frameRate > 35 ? Math.round(level.frameRate) : '';
  return { height, label: `${height}p${rate}` };
}

class FilePlayback {
  #video;
  #files;
  #chosen = 0;
  #listening = new AbortController();
  edge;

  constructor(video, files, options, listener) {
    this.#video = video;
    this.#files = files;
    this.edge = edgeOfBrowser(video);
    const { signal } = this.#listening;
    video.addEventListener(
      'error',
      () => {
        this.stop();
        listener.failed();
      },
      { signal },
    );
    video.preload = options.eager ? 'auto' : 'metadata';
    // The browser finds the live moment by itself.
    this.#load(options.live ? null : options.startAt);
    listener.changed(this);
  }

  #load(startAt) {
    this.#video.src = this.#files[this.#chosen].url;
    if (startAt === null) return;
    this.#video.addEventListener(
      'loadedmetadata',
      () => {
        this.#video.currentTime = startAt;
      },
      { once: true, signal: this.#listening.signal },
    );
  }

  get qualities() {
    return this.#files.map((file, index) => ({ value: index, label: file.label }));
  }

  get chosen() {
    return this.#chosen;
  }

  choose(value) {
    const paused = this.#video.paused;
    this.#chosen = value;
    this.#load(this.#video.currentTime);
    if (!paused) this.#video.play().catch(() => {});
  }

  stop() {
    this.#listening.abort();
    this.#video.removeAttribute('src');
    this.#video.load();
  }
}
