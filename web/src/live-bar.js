// The line over the picture of a live: that it is live, who else watches, how long ago it happened, and the way
// back to the live moment for those who went back.

const EVERY_SECOND = 1_000;

export class LiveBar {
  #bar;
  #interruption;
  #edge = null;

  constructor(frame) {
    this.#bar = frame.querySelector('.live-bar');
    this.#interruption = frame.querySelector('.interruption');
    this.#part('.go-live').addEventListener('click', () => {
      this.#edge?.goLive();
      this.#measure();
    });
    setInterval(() => this.#measure(), EVERY_SECOND);
  }

  /** The live plays; `edge` (see live-edge.js) knows where. */
  play(edge) {
    this.#edge = edge;
    this.#badge('Live', true);
    this.#measure();
  }

  /** What plays on is the rest of what was received. */
  end() {
    this.#edge = null;
    this.#badge('Ended', false);
    this.interrupt(false);
    this.#measure();
  }

  /** Nothing of the live is shown. */
  hide() {
    this.#edge = null;
    this.#bar.hidden = true;
    this.interrupt(false);
  }

  interrupt(interrupted) {
    const text = interrupted ? 'The stream is interrupted. It goes on here as soon as it is back.' : '';
    if (this.#interruption.textContent !== text) this.#interruption.textContent = text;
  }

  count(viewers) {
    const text = viewers === 1 ? '1 viewer' : `${viewers} viewers`;
    this.#part('.viewers').textContent = Number.isInteger(viewers) ? text : '';
  }

  #badge(text, onAir) {
    const badge = this.#part('.badge');
    badge.textContent = text;
    badge.classList.toggle('on-air', onAir);
    this.#bar.hidden = false;
  }

  #measure() {
    const latency = this.#edge?.latency ?? null;
    this.#part('.latency').textContent = latency === null ? '' : `Latency ${latency.toFixed(1)} s`;
    this.#part('.go-live').hidden = !this.#edge?.isBehind;
  }

  #part(selector) {
    return this.#bar.querySelector(selector);
  }
}
