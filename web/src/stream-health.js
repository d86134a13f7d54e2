// How the stream that comes in is doing, for its owner: numbers with their units, and warnings in words.

import { ENDED, ON_AIR, WAITING } from './broadcast.js';

const UNKNOWN = '–';
const STATES = new Map([
  [ON_AIR, 'On air'],
  [WAITING, 'Waiting for the stream'],
  [ENDED, 'Ended'],
]);
const RENDITIONS = new Map([
  ['running', 'running'],
  ['shed', 'paused, the server is too busy for it'],
]);

export class StreamHealth {
  #section;

  constructor(section) {
    this.#section = section;
    this.health(null);
  }

  state({ id, interrupted, isLive }) {
    const state = isLive ? (STATES.get(id) ?? UNKNOWN) : STATES.get(ENDED);
    this.#set('state', interrupted ? 'Interrupted, waiting for you to come back' : state);
    if (id !== ON_AIR) this.health(null);
  }

  viewers(count) {
    this.#set('viewers', count);
  }

  /** `health` is the server's; null when it tells nothing. */
  health(health) {
    const told = health?.connected ? health : {};
    this.#set('bitrate', number(told.bitrate, (value) => `${(value / 1_000_000).toFixed(2)} Mbit/s`));
    this.#set('fps', number(told.fps, (value) => value.toFixed(1)));
    this.#set('droppedFrames', number(told.droppedFrames, String));
    this.#set('keyFrameInterval', number(told.keyFrameInterval, (value) => `${value.toFixed(1)} s`));
    const size = told.width && told.height ? `${told.width} × ${told.height}` : null;
    this.#set('picture', [size, told.videoCodec].filter(Boolean).join(', '));
    this.#set('sound', told.audioCodec);
    const renditions = told.renditions ?? [];
    this.#list('.renditions', renditions.map(describe));
    this.#list('.warnings', told.warnings ?? []);
  }

  #set(name, value) {
    const text = value === undefined || value === null || value === '' ? UNKNOWN : String(value);
    const field = this.#section.querySelector(`[data-of="${name}"]`);
    if (field.textContent !== text) field.textContent = text;
  }

  /** Lines that are there already stay: a screen reader would read all of them again. */
  #list(selector, lines) {
    const list = this.#section.querySelector(selector);
    const shown = [...list.children].map((item) => item.textContent);
    if (shown.length === lines.length && shown.every((line, index) => line === lines[index])) return;
    const items = lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    });
    list.replaceChildren(...items);
  }
}

function number(value, format) {
  return Number.isFinite(value) ? format(value) : null;
}

function describe({ resolution, state }) {
  const name = resolution === 0 ? 'Audio only' : `${resolution}p`;
  return `${name}: ${RENDITIONS.get(state) ?? state}`;
}
