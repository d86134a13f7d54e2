// One line over time, or along a video, drawn by uPlot in the colours of the page.

import UPlot from './uplot.js';

const HEIGHT = 220;
const LEAST_WIDTH = 280;

export class Chart {
  #place;
  #settings;
  #plot = null;

  /** In `place`; `settings.alongVideo` counts seconds of a video instead of dates, `settings.most` is the top of it. */
  constructor(place, settings) {
    this.#place = place;
    this.#settings = settings;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(place);
  }

  /** Draws `values` over `places`: seconds since 1970, or of the video. */
  show(places, values) {
    this.#plot?.destroy();
    const { label, alongVideo = false, most = null } = this.#settings;
    const colour = (name) => getComputedStyle(this.#place).getPropertyValue(name).trim() || 'currentColor';
    const line = { stroke: colour('--quiet'), grid: { stroke: colour('--line') }, ticks: { stroke: colour('--line') } };
    const below = alongVideo ? { ...line, values: (_, seconds) => seconds.map(clock) } : line;
    this.#plot = new UPlot(
      {
        ...this.#size(),
        scales: {
          x: { time: !alongVideo },
          y: { range: (_, __, top) => [0, most ?? Math.max(1, top * 1.1)] },
        },
        series: [
          { label: alongVideo ? 'At' : 'Time', ...(alongVideo ? { value: (_, second) => clock(second ?? 0) } : {}) },
          { label, stroke: colour('--accent'), width: 2, points: { show: places.length < 3 } },
        ],
        axes: [below, line],
      },
      [places, values],
      this.#place,
    );
    this.#place.setAttribute('role', 'img');
    this.#place.setAttribute('aria-label', `${label}: ${values.length} values, at most ${Math.max(0, ...values)}`);
  }

  #size() {
    return { width: Math.max(LEAST_WIDTH, this.#place.clientWidth), height: HEIGHT };
  }
}

/** Seconds as minutes and seconds. */
function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
