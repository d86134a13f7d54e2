// The menu over the picture that lists the qualities of what is playing. A native <select>: the keyboard,
// screen readers and phones know it already.

export class QualityMenu {
  #label;
  #select;
  #playback = null;

  constructor(label) {
    this.#label = label;
    this.#select = label.querySelector('select');
    this.#select.addEventListener('change', () => this.#playback?.choose(Number(this.#select.value)));
  }

  /** Shows the qualities of `playback`; one alone is no choice and shows nothing. */
  show(playback) {
    this.#playback = playback;
    const qualities = playback.qualities;
    // Options are kept and renamed where they can be: replacing them would close an open menu.
    if (this.#select.length !== qualities.length) {
      this.#select.replaceChildren(...qualities.map(() => document.createElement('option')));
    }
    qualities.forEach(({ value, label }, index) => {
      const option = this.#select.options[index];
      option.value = String(value);
      if (option.textContent !== label) option.textContent = label;
    });
    this.#select.value = String(playback.chosen);
    this.#label.hidden = qualities.length < 2;
  }

  hide() {
    this.#playback = null;
    this.#label.hidden = true;
  }
}
