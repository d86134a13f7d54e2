// The owner's page of a video's statistics. It shows nothing before its owner, or a moderator, is signed in.

import { Chart } from './chart.js';
import { Credentials } from './credentials.js';
import { asCsv, offerFile } from './csv.js';
import { onSubmit } from './form.js';
import { findStats, findVideo, requestAccessToken } from './server.js';

const part = (selector) => document.querySelector(selector);
const studio = part('.statistics');
const form = part('.owner-sign-in');
const range = part('.range');
const id = part('.name').dataset.video;
const credentials = new Credentials();

const NOT_YOURS = 'These statistics are for the owner of the video and for moderators.';
const DAY = 24 * 3_600_000;
const METRICS = ['views', 'viewers', 'aggregateWatchTime'];

const charts = {
  views: new Chart(part('[data-of="views"].chart'), { label: 'Views' }),
  viewers: new Chart(part('[data-of="viewers"].chart'), { label: 'Viewers' }),
  aggregateWatchTime: new Chart(part('[data-of="aggregateWatchTime"].chart'), { label: 'Minutes watched' }),
  retention: new Chart(part('[data-of="retention"].chart'), { label: 'Percent', alongVideo: true, most: 100 }),
};

/** What is shown, for the download. */
let shown = null;
/** The last question; an answer to an earlier one comes too late. */
let asked = 0;

function chosenRange() {
  const fields = new FormData(range);
  const days = fields.get('days');
  range.querySelector('.dates').hidden = days !== 'dates';
  if (days === '') return {};
  if (days !== 'dates') {
    const now = Date.now();
    return { startDate: new Date(now - Number(days) * DAY).toISOString(), endDate: new Date(now).toISOString() };
  }
  const dates = {};
  if (fields.get('from')) dates.startDate = `${fields.get('from')}T00:00:00.000Z`;
  if (fields.get('to')) dates.endDate = `${fields.get('to')}T23:59:59.999Z`;
  return dates;
}

async function load() {
  const question = ++asked;
  const dates = chosenRange();
  say('');
  try {
    const video = await findVideo(id, credentials);
    const ask = (what, of = {}) => findStats(id, what, of, credentials);
    const [overall, retention, ...series] = await Promise.all([
      ask('overall', dates),
      video.isLive ? { data: [] } : ask('retention'),
      ...METRICS.map((metric) => ask(`timeseries/${metric}`, dates)),
    ]);
    if (question !== asked) return;
    show(video, overall, retention, series);
  } catch (error) {
    if (question === asked) refuse(error);
  }
}

function show(video, overall, retention, [views, viewers, watched]) {
  form.hidden = true;
  studio.hidden = false;
  part('.name').textContent = `Statistics of ${video.name}`;
  document.title = `Statistics of ${video.name}`;
  const peak = overall.viewersPeakDate ? ` (${new Date(overall.viewersPeakDate).toLocaleString('en-GB')})` : '';
  fill('views', video.views);
  fill('totalViewers', overall.totalViewers);
  fill('totalWatchTime', duration(overall.totalWatchTime));
  fill('averageWatchTime', duration(overall.averageWatchTime));
  fill('viewersPeak', `${overall.viewersPeak}${peak}`);
  const times = viewers.data.map((period) => Date.parse(period.date) / 1000);
  charts.views.show(times, views.data.map((period) => period.value));
  charts.viewers.show(times, viewers.data.map((period) => period.value));
  charts.aggregateWatchTime.show(times, watched.data.map((period) => period.value / 60));
  part('.retention').hidden = video.isLive;
  charts.retention.show(
    retention.data.map((second) => second.second),
    retention.data.map((second) => second.retentionPercent),
  );
  const rows = overall.countries.map(({ isoCode, viewers: count }) => row(country(isoCode), count));
  if (rows.length === 0) rows.push(row('Not known', '–'));
  part('.countries tbody').replaceChildren(...rows);
  shown = { video, views, viewers, watched, retention };
}

function fill(name, text) {
  studio.querySelector(`.health [data-of="${name}"]`).textContent = text;
}

function row(...texts) {
  const cells = texts.map((text) => {
    const cell = document.createElement('td');
    cell.textContent = text;
    return cell;
  });
  const line = document.createElement('tr');
  line.append(...cells);
  return line;
}

function country(isoCode) {
  try {
    return new Intl.DisplayNames('en', { type: 'region' }).of(isoCode);
  } catch {
    return isoCode;
  }
}

function duration(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

function download() {
  if (shown === null) return;
  const { video, views, viewers, watched, retention } = shown;
  const lines = [['date', 'views', 'viewers', 'watched_seconds']];
  views.data.forEach((period, index) => {
    lines.push([period.date, period.value, viewers.data[index].value, watched.data[index].value]);
  });
  lines.push([], ['second', 'retention_percent']);
  for (const { second, retentionPercent } of retention.data) lines.push([second, retentionPercent]);
  offerFile(`statistics-${video.shortUUID}.csv`, 'text/csv', asCsv(lines));
}

function refuse(error) {
  if (error.status === 401) {
    credentials.signOut();
    return askWho();
  }
  if (error.status === 403) return askWho(NOT_YOURS);
  if (error.status === 404) return say('There is no video at this address.');
  say(`The statistics could not be loaded: ${error.message}`);
}

function askWho(text = '') {
  say(text);
  studio.hidden = true;
  form.hidden = false;
}

function say(text) {
  part('.message').textContent = text;
}

onSubmit(form, async (fields) => {
  credentials.signIn(await requestAccessToken(fields.get('username'), fields.get('password')));
  await load();
});
range.addEventListener('change', load);
range.addEventListener('submit', (event) => event.preventDefault());
range.querySelector('.download').addEventListener('click', download);
if (credentials.signedIn) load();
else askWho();
