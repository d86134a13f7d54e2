// What happens to a live, as it happens: its state, its viewers and, for its owner, its health. Told by the
// server's event stream; where that cannot be had, the video is asked for every few seconds.

import { eventsOf } from './event-stream.js';
import { findVideo, openLiveEvents } from './server.js';

// Milliseconds.
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 8_000;
/** The server sends a comment where nothing happens: a stream silent for so long is dead. */
const LONGEST_SILENCE = 60_000;
/** Answers of a server, or of a proxy before it, that has no such stream. */
const NO_STREAM = [404, 405, 406, 501];

export class LiveEvents {
  #id;
  #credentials;
  #listener;
  #stopped = new AbortController();
  #streams = true;
  #state = null;

  /**
   * `listener.state({ id, interrupted, isLive })`, `listener.viewers(count)` and `listener.health(health)` hear
   * what comes, `health(null)` that no more does; `listener.refused(error)` is the last word.
   */
  constructor(id, credentials, listener) {
    this.#id = id;
    this.#credentials = credentials;
    this.#listener = listener;
  }

  async start() {
    let wait = SHORTEST_WAIT;
    const heard = () => {
      wait = SHORTEST_WAIT;
    };
    while (!this.#over) {
      // A browser opens six connections to a server and no more: tabs that nobody looks at hold none.
      if (this.#streams && !document.hidden) await this.#listen(heard);
      if (this.#over) return;
      await this.#ask();
      await this.#pause(wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }

  stop() {
    this.#stopped.abort();
  }

  get #over() {
    return this.#stopped.signal.aborted;
  }

  /** Returns when the stream ends, however it does. Whether the viewer may still watch, the next question tells. */
  async #listen(heard) {
    const connection = new AbortController();
    const until = { signal: connection.signal };
    const cut = () => connection.abort();
    this.#stopped.signal.addEventListener('abort', cut, until);
    document.addEventListener('visibilitychange', cut, until);
    let silence = setTimeout(cut, LONGEST_SILENCE);
    const arrived = () => {
      heard();
      clearTimeout(silence);
      silence = setTimeout(cut, LONGEST_SILENCE);
    };
    try {
      const body = await openLiveEvents(this.#id, this.#credentials, connection.signal);
      for await (const { type, data } of eventsOf(body, arrived)) {
        if (this.#over) return;
        this.#tell(type, JSON.parse(data));
      }
    } catch (error) {
      if (NO_STREAM.includes(error.status)) this.#streams = false;
    } finally {
      clearTimeout(silence);
      cut();
      if (!this.#over) this.#listener.health(null);
    }
  }

  #tell(type, data) {
    if (type === 'state') {
      // An interruption may come without the state, which it does not change.
      this.#state = data.state?.id ?? this.#state;
      this.#listener.state({ id: this.#state, interrupted: data.interrupted === true, isLive: true });
    }
    if (type === 'viewers') this.#listener.viewers(data.viewers);
    if (type === 'health') this.#listener.health(data);
  }

  async #ask() {
    try {
      const video = await findVideo(this.#id, this.#credentials);
      if (this.#over) return;
      this.#state = video.state.id;
      this.#listener.state({ id: this.#state, interrupted: false, isLive: video.isLive });
      this.#listener.viewers(video.viewers);
    } catch (error) {
      if (this.#over || !error.isRefusal) return;
      this.stop();
      this.#listener.refused(error);
    }
  }

  /** Waits; a tab that is looked at again goes on at once. */
  #pause(milliseconds) {
    return new Promise((resolve) => {
      const over = new AbortController();
      const done = () => {
        over.abort();
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      document.addEventListener('visibilitychange', done, { signal: over.signal });
      this.#stopped.signal.addEventListener('abort', done, { signal: over.signal });
      if (this.#over) done();
    });
  }
}
