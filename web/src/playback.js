// Playing one source in one <video>: through hls.js, the browser's own HLS, or a plain file. Each way answers
// with the same small object: its qualities, which one was chosen, and how to choose another.

import Hls from './hls.min.mjs';

export const AUTO = -1;
const HLS_TYPE = 'application/vnd.apple.mpegurl';

/**
 * Starts playback of `sources` (see sources.js). `options.eager` loads before the viewer asks to play,
 * `options.startAt` is in seconds. `listener.changed(playback)` tells of new qualities or another level,
 * `listener.failed()` that this way of playing has ended for good.
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

  constructor(video, url, options, listener) {
    const hls = new Hls({
      autoStartLoad: options.eager,
      startPosition: options.startAt > 0 ? options.startAt : -1,
      capLevelToPlayerSize: true,
      workerPath: new URL('./hls.worker.js', import.meta.url).href,
    });
    this.#hls = hls;
    hls.on(Hls.Events.MANIFEST_PARSED, () => listener.changed(this));
    hls.on(Hls.Events.LEVEL_SWITCHED, () => listener.changed(this));
    hls.on(Hls.Events.ERROR, (_, data) => {
      if (!data.fatal) return;
      // A decoder that stumbled is set up anew once; hls.js has already retried the network.
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !this.#healed) {
        this.#healed = true;
        hls.recoverMediaError();
      } else {
        this.stop();
        listener.failed();
      }
    });
    if (!options.eager) video.addEventListener('play', () => hls.startLoad(), { once: true });
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
    this.#hls.destroy();
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

  constructor(video, files, options, listener) {
    this.#video = video;
    this.#files = files;
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
    this.#load(options.startAt);
    listener.changed(this);
  }

  #load(startAt) {
    this.#video.src = this.#files[this.#chosen].url;
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
