// Tells the server, while somebody watches, where they are: views, viewers and statistics are made of it, and a
// user's place in the video.

import { findWatchingIntervals, tellPosition } from './server.js';

/** Milliseconds, until the server has said how often it wants to hear. */
const USUAL_INTERVAL = 5_000;
const CLIENT = 'Tributary web';

let intervals = null;

/** How often, in milliseconds; asked once a page. */
async function intervalOf(credentials) {
  intervals ??= findWatchingIntervals().catch(() => ({ anonymous: USUAL_INTERVAL, users: USUAL_INTERVAL }));
  const { anonymous, users } = await intervals;
  return credentials.signedIn ? users : anonymous;
}

/** Tells one viewer of one video apart from others; another each time that the page is opened. */
function newSession() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function device() {
  const agent = navigator.userAgentData;
  if (agent === undefined) return {};
  const said = { device: agent.mobile ? 'mobile' : 'desktop' };
  if (agent.platform) said.operatingSystem = agent.platform;
  return said;
}

export class Viewing {
  #video;
  #id;
  #credentials;
  #session = newSession();
  #length = null;
  #timer = null;

  /** Of what `video`, an element, plays: the video `id`, for whom `credentials` stand. */
  constructor(video, id, credentials) {
    this.#video = video;
    this.#id = id;
    this.#credentials = credentials;
    video.addEventListener('playing', () => this.#begin());
    video.addEventListener('pause', () => this.#rest());
    video.addEventListener('ended', () => this.#rest());
    video.addEventListener('seeked', () => {
      if (this.#timer !== null) this.#tell('seek');
    });
  }

  /** Seconds that the video has; null for a live. */
  lasts(seconds) {
    this.#length = seconds;
  }

  async #begin() {
    if (this.#timer !== null) return;
    // Until the answer is there, so that it is asked for once.
    this.#timer = 0;
    this.#tell();
    const interval = await intervalOf(this.#credentials);
    if (this.#timer !== 0) return;
    this.#timer = setInterval(() => this.#tell(), interval);
  }

  #rest() {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#tell();
  }

  #tell(event) {
    const at = Math.max(0, Math.floor(this.#video.currentTime));
    const currentTime = this.#length === null ? at : Math.min(at, this.#length);
    const said = { currentTime, sessionId: this.#session, client: CLIENT, ...device() };
    if (event !== undefined) said.viewEvent = event;
    // What is not heard is said again in a moment.
    tellPosition(this.#id, said, this.#credentials).catch(() => {});
  }
}
