// The life of a live as its viewers have it: they wait for it, watch it, sit out an interruption, see it end and
// are offered its replay. It decides what comes next; what that looks like is the stage's business (stage.js).

import { LiveEvents } from './live-events.js';
import { findVideo } from './server.js';
import { waitingReason } from './sources.js';

export const ON_AIR = 1;
export const WAITING = 4;
export const ENDED = 5;

// Milliseconds.
const TUNE_AGAIN = 1_000;
const FIRST_LOOK = 3_000;
const LONGEST_LOOK = 30_000;

const NOT_YET = 'The stream has not started yet. It starts here by itself.';
const PAUSED = 'The stream has stopped. When it is back, it starts here by itself.';
const OVER = 'This live has ended.';

export class Broadcast {
  #id;
  #credentials;
  #stage;
  #events;
  #state = null;
  #playing = false;
  #wasOnAir = false;
  #stopped = false;
  #timer = null;

  /**
   * `stage` has `play(video, byItself)`, `isPlaying()`, `finished()` (a promise: the rest was shown), `notice(text)`,
   * `offer(text, label, act)`, `interrupt(interrupted)`, `count(viewers)`, `end()`, `replay()` and `refuse(error)`;
   * `heard` hears what LiveEvents tells too.
   */
  constructor(id, credentials, stage, heard) {
    this.#id = id;
    this.#credentials = credentials;
    this.#stage = stage;
    this.#events = new LiveEvents(id, credentials, {
      state: (told) => {
        heard.state?.(told);
        this.#become(told);
      },
      viewers: (count) => {
        heard.viewers?.(count);
        stage.count(count);
      },
      health: (health) => heard.health?.(health),
      refused: (error) => {
        this.stop();
        stage.refuse(error);
      },
    });
  }

  /** Begins with the server's description of the live. */
  start(video) {
    this.#stage.count(video.viewers);
    this.#become({ id: video.state.id, interrupted: false, isLive: true }, video);
    this.#events.start();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#events.stop();
  }

  /** What plays broke down. While the live is on air there is more of it, else what is in memory is the rest. */
  failed() {
    if (this.#stopped || this.#state !== ON_AIR) return;
    this.#playing = false;
    const wasPlaying = this.#stage.isPlaying();
    this.#later(TUNE_AGAIN, () => this.#tune(wasPlaying));
  }

  #become({ id, interrupted, isLive }, video = null) {
    if (this.#stopped) return;
    // A replay has the states of any video: it came after an end that nobody told of.
    const state = isLive ? id : ENDED;
    this.#stage.interrupt(state === ON_AIR && interrupted);
    if (state === this.#state) return;
    this.#state = state;
    clearTimeout(this.#timer);
    if (state === ON_AIR) {
      this.#wasOnAir = true;
      // Who waited for it sees it start; who comes later starts it, or has asked for that in the address.
      if (video === null) this.#tune(true);
      else this.#tuneTo(video, false);
    } else if (state === WAITING) {
      this.#leave(this.#wasOnAir ? PAUSED : NOT_YET);
    } else {
      this.#leave(OVER);
    }
  }

  async #tune(byItself) {
    try {
      const video = await findVideo(this.#id, this.#credentials);
      if (this.#isStill(ON_AIR)) await this.#tuneTo(video, byItself);
    } catch (error) {
      this.#refused(error, () => this.#tune(byItself));
    }
  }

  async #tuneTo(video, byItself) {
    const ready = video.isLive && video.streamingPlaylists.length > 0;
    if (!ready) return this.#later(TUNE_AGAIN, () => this.#tune(byItself));
    try {
      await this.#stage.play(video, byItself);
      this.#playing = true;
    } catch (error) {
      this.#refused(error, () => this.#tune(byItself));
    }
  }

  /** Off the air: the viewer sees what was received, to its last picture, and then `text`. */
  async #leave(text) {
    const state = this.#state;
    if (this.#playing) {
      this.#playing = false;
      this.#stage.end();
      await this.#stage.finished();
      if (!this.#isStill(state)) return;
    }
    this.#stage.notice(text);
    if (state === ENDED) {
      this.#events.stop();
      this.#lookForReplay(FIRST_LOOK);
    }
  }

  async #lookForReplay(wait) {
    try {
      const video = await findVideo(this.#id, this.#credentials);
      if (!this.#isStill(ENDED)) return;
      if (!video.isLive && waitingReason(video) === null) {
        return this.#stage.offer(`${OVER} Here is its recording.`, 'Watch the replay', () => this.#stage.replay());
      }
      this.#stage.notice(video.isLive ? OVER : `${OVER} Its recording is being made.`);
      const next = Math.min(wait * 1.5, LONGEST_LOOK);
      this.#later(wait, () => this.#lookForReplay(next));
    } catch (error) {
      this.#refused(error, () => this.#lookForReplay(wait));
    }
  }

  #refused(error, again) {
    if (this.#stopped) return;
    if (!error.isRefusal) return this.#later(FIRST_LOOK, again);
    this.stop();
    this.#stage.refuse(error);
  }

  #isStill(state) {
    return !this.#stopped && this.#state === state;
  }

  #later(wait, act) {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(act, wait);
  }
}
