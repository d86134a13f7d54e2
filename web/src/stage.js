// What the player's frame shows: the picture, a notice, or a form that asks who is watching. It walks from
// "load the video" to "playing" and back, and is the same on the watch page and in an embed. What is special
// about a live is decided in broadcast.js.

import { Broadcast } from './broadcast.js';
import { Credentials } from './credentials.js';
import { onSubmit } from './form.js';
import { LiveBar } from './live-bar.js';
import { play } from './playback.js';
import { QualityMenu } from './quality-menu.js';
import { findVideo, requestAccessToken, requestFileToken } from './server.js';
import { failureReason, needsFileToken, sourcesOf, waitingReason } from './sources.js';
import { Viewing } from './viewing.js';

// Milliseconds.
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 15_000;
/** A picture that stands for so long after the end of a live was its last. */
const LAST_PICTURE = 3_000;

export class Stage {
  #frame;
  #video;
  #menu;
  #bar;
  #options;
  #listener;
  #credentials = new Credentials();
  #viewing;
  #playback = null;
  #broadcast = null;
  #noticeAct = () => {};

  /**
   * `options` are playback.js's, and `autoplay`. `listener.loaded(video)` hears each answer about the video; the
   * words of a live (see live-events.js) reach `listener.state`, `.viewers` and `.health`. Each may be left out.
   */
  constructor(frame, options, listener = {}) {
    this.#frame = frame;
    this.#video = frame.querySelector('video');
    this.#menu = new QualityMenu(frame.querySelector('.quality'));
    this.#bar = new LiveBar(frame);
    this.#options = options;
    this.#listener = listener;
    this.#viewing = new Viewing(this.#video, frame.dataset.video, this.#credentials);
    onSubmit(this.#part('.sign-in'), async (fields) => {
      this.#credentials.signIn(await requestAccessToken(fields.get('username'), fields.get('password')));
      await this.load();
    });
    onSubmit(this.#part('.video-password'), async (fields) => {
      this.#credentials.giveVideoPassword(fields.get('password'));
      await this.load();
    });
    this.#part('.notice-action').addEventListener('click', () => this.#noticeAct());
  }

  /** Asks the server for the video and shows what follows from its answer. */
  async load(wait = FIRST_WAIT) {
    this.#broadcast?.stop();
    this.#broadcast = null;
    try {
      const video = await findVideo(this.#frame.dataset.video, this.#credentials);
      this.#listener.loaded?.(video);
      this.#viewing.lasts(video.isLive ? null : video.duration);
      if (video.isLive) return this.#follow(video);
      const waiting = waitingReason(video);
      if (waiting !== null) {
        this.#showNotice(waiting);
        setTimeout(() => this.load(Math.min(wait * 1.5, LONGEST_WAIT)), wait);
        return;
      }
      const failure = failureReason(video);
      if (failure !== null) return this.#showNotice(failure);
      this.#start(await this.#sourcesOf(video));
    } catch (error) {
      this.#refuse(error);
    }
  }

  async #sourcesOf(video) {
    const { video: id, origin } = this.#frame.dataset;
    const token = needsFileToken(video) ? await requestFileToken(id, this.#credentials) : null;
    return sourcesOf(video, origin, token);
  }

  #start(sources) {
    const failed = () => {
      this.#menu.hide();
      // The web video files stay when the playlist is what could not be played.
      if (sources.playlist !== null && sources.files.length > 0) {
        this.#start({ playlist: null, files: sources.files });
      } else {
        this.#options = { ...this.#options, startAt: this.#video.currentTime };
        this.#offer('Playback stopped.', 'Try again', () => this.load());
      }
    };
    this.#play(sources, this.#options, failed);
    // Browsers may refuse to start by themselves; the play button is there then.
    if (this.#options.autoplay) this.#video.play().catch(() => {});
  }

  #play(sources, options, failed) {
    this.#playback?.stop();
    this.#show('video');
    this.#playback = play(this.#video, sources, options, {
      changed: (playback) => this.#menu.show(playback),
      failed,
    });
  }

  #follow(video) {
    const stage = {
      play: (live, byItself) => this.#playLive(live, byItself),
      isPlaying: () => !this.#video.paused,
      finished: () => this.#finished(),
      notice: (text) => this.#showNotice(text),
      offer: (text, label, act) => this.#offer(text, label, act),
      interrupt: (interrupted) => this.#bar.interrupt(interrupted),
      count: (viewers) => this.#bar.count(viewers),
      end: () => this.#bar.end(),
      replay: () => {
        this.#options = { ...this.#options, autoplay: true, eager: true };
        this.load();
      },
      refuse: (error) => this.#refuse(error),
    };
    this.#broadcast = new Broadcast(this.#frame.dataset.video, this.#credentials, stage, this.#listener);
    this.#broadcast.start(video);
  }

  async #playLive(video, byItself) {
    const broadcast = this.#broadcast;
    const sources = await this.#sourcesOf(video);
    // Meanwhile the page may have turned to something else.
    if (broadcast !== this.#broadcast) return;
    const autoplay = byItself || this.#options.autoplay;
    const options = { ...this.#options, live: true, eager: autoplay || this.#options.eager };
    this.#play(sources, options, () => broadcast.failed());
    this.#bar.play(this.#playback.edge);
    if (!autoplay) return;
    this.#video.play().catch((error) => {
      // A browser that will not start with sound by itself starts without; the viewer turns it on.
      if (error.name !== 'NotAllowedError') return;
      this.#video.muted = true;
      this.#video.play().catch(() => {});
    });
  }

  /** Resolves when what there is of a live that is over has been shown. */
  #finished() {
    const video = this.#video;
    if (video.paused || video.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const over = new AbortController();
      let standing = null;
      const listen = (name, act) => video.addEventListener(name, act, { signal: over.signal });
      const done = () => {
        over.abort();
        clearTimeout(standing);
        resolve();
      };
      const stands = () => {
        clearTimeout(standing);
        standing = setTimeout(done, LAST_PICTURE);
      };
      listen('ended', done);
      listen('emptied', done);
      listen('waiting', stands);
      listen('playing', () => clearTimeout(standing));
      if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) stands();
    });
  }

  #refuse(error) {
    const askForPassword = ['video_requires_password', 'incorrect_video_password'].includes(error.code);
    if (askForPassword) return this.#showForm('.video-password', error);
    if (error.status === 401) this.#credentials.signOut();
    if (error.status === 401 || (error.status === 403 && !this.#credentials.signedIn)) {
      return this.#showForm('.sign-in');
    }
    if (error.status === 403) return this.#showNotice('You may not watch this video.');
    if (error.status === 404) return this.#showNotice('This video does not exist any more.');
    this.#offer('The video could not be loaded.', 'Try again', () => this.load());
  }

  #showForm(selector, error) {
    const form = this.#part(selector);
    const wrong = error?.code === 'incorrect_video_password';
    form.querySelector('.problem').textContent = wrong ? 'That is not the password.' : '';
    this.#show(selector);
    form.querySelector('input').focus();
  }

  #showNotice(text) {
    this.#offer(text, null, () => {});
  }

  /** A notice with a button, or without one where there is no `label`. */
  #offer(text, label, act) {
    const words = this.#part('.notice-text');
    // Said once to a screen reader, not each time the same is found out anew.
    if (words.textContent !== text) words.textContent = text;
    const button = this.#part('.notice-action');
    button.hidden = label === null;
    button.textContent = label ?? '';
    this.#noticeAct = act;
    this.#show('.notice');
  }

  #show(selector) {
    for (const part of this.#frame.querySelectorAll('.notice, form')) part.hidden = true;
    this.#part(selector).hidden = false;
    // What lies under a notice or form is neither seen nor reached by the keyboard, and plays no more.
    this.#video.controls = selector === 'video';
    if (selector === 'video') return;
    this.#menu.hide();
    this.#bar.hide();
    this.#playback?.stop();
    this.#playback = null;
  }

  #part(selector) {
    return this.#frame.querySelector(selector);
  }
}
