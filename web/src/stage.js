// What the player's frame shows: the picture, a notice, or a form that asks who is watching. It walks from
// "load the video" to "playing" and back, and is the same on the watch page and in an embed.

import { Credentials } from './credentials.js';
import { play } from './playback.js';
import { QualityMenu } from './quality-menu.js';
import { findVideo, requestAccessToken, requestFileToken } from './server.js';
import { failureReason, needsFileToken, sourcesOf, waitingReason } from './sources.js';

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 15_000;

export class Stage {
  #frame;
  #video;
  #menu;
  #options;
  #credentials = new Credentials();
  #loaded;

  /** `options` are playback.js's, and `autoplay`; `loaded(video)` hears each answer about the video. */
  constructor(frame, options, loaded = () => {}) {
    this.#frame = frame;
    this.#video = frame.querySelector('video');
    this.#menu = new QualityMenu(frame.querySelector('.quality'));
    this.#options = options;
    this.#loaded = loaded;
    this.#onSubmit('.sign-in', async (fields) => {
      this.#credentials.signIn(await requestAccessToken(fields.get('username'), fields.get('password')));
      await this.load();
    });
    this.#onSubmit('.video-password', async (fields) => {
      this.#credentials.giveVideoPassword(fields.get('password'));
      await this.load();
    });
    this.#part('.retry').addEventListener('click', () => this.load());
  }

  /** Asks the server for the video and shows what follows from its answer. */
  async load(wait = FIRST_WAIT) {
    try {
      const id = this.#frame.dataset.video;
      const video = await findVideo(id, this.#credentials);
      this.#loaded(video);
      const waiting = waitingReason(video);
      if (waiting !== null) {
        this.#showNotice(waiting);
        setTimeout(() => this.load(Math.min(wait * 1.5, LONGEST_WAIT)), wait);
        return;
      }
      const failure = failureReason(video);
      if (failure !== null) return this.#showNotice(failure);
      const token = needsFileToken(video) ? await requestFileToken(id, this.#credentials) : null;
      this.#start(sourcesOf(video, this.#frame.dataset.origin, token));
    } catch (error) {
      this.#refuse(error);
    }
  }

  #start(sources) {
    this.#show('video');
    const failed = () => {
      this.#menu.hide();
      // The web video files stay when the playlist is what could not be played.
      if (sources.playlist !== null && sources.files.length > 0) {
        this.#start({ playlist: null, files: sources.files });
      } else {
        this.#options = { ...this.#options, startAt: this.#video.currentTime };
        this.#showNotice('Playback stopped.', true);
      }
    };
    play(this.#video, sources, this.#options, { changed: (playback) => this.#menu.show(playback), failed });
    // Browsers may refuse to start by themselves; the play button is there then.
    if (this.#options.autoplay) this.#video.play().catch(() => {});
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
    this.#showNotice('The video could not be loaded.', true);
  }

  #showForm(selector, error) {
    const form = this.#part(selector);
    const wrong = error?.code === 'incorrect_video_password';
    form.querySelector('.problem').textContent = wrong ? 'That is not the password.' : '';
    this.#show(selector);
    form.querySelector('input').focus();
  }

  #showNotice(text, retry = false) {
    this.#part('.notice-text').textContent = text;
    this.#part('.retry').hidden = !retry;
    this.#show('.notice');
  }

  #show(selector) {
    for (const part of this.#frame.querySelectorAll('.notice, form')) part.hidden = true;
    this.#part(selector).hidden = false;
    // What lies under a notice or form is neither seen nor reached by the keyboard.
    this.#video.controls = selector === 'video';
    if (selector !== 'video') this.#menu.hide();
  }

  #onSubmit(selector, send) {
    const form = this.#part(selector);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = form.querySelector('button');
      button.disabled = true;
      try {
        await send(new FormData(form));
      } catch (error) {
        form.querySelector('.problem').textContent = error.message;
      } finally {
        button.disabled = false;
      }
    });
  }

  #part(selector) {
    return this.#frame.querySelector(selector);
  }
}
