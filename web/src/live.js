// The owner's page of a live: where to stream to, what comes in, and what viewers see of it. It shows nothing
// before its owner, or a moderator, is signed in; the key not before it is asked for.

import { Credentials } from './credentials.js';
import { onSubmit } from './form.js';
import { findLive, findVideo, listLiveSessions, requestAccessToken, revokeAccessToken } from './server.js';
import { showSessions } from './session-list.js';
import { Stage } from './stage.js';
import { forgetStreamAddress, showStreamAddress } from './stream-address.js';
import { StreamHealth } from './stream-health.js';

const part = (selector) => document.querySelector(selector);
const studio = part('.studio');
const form = part('.owner-sign-in');
const address = part('[aria-labelledby="address-heading"]');
const frame = part('.player');
const id = frame.dataset.video;
const credentials = new Credentials();
const health = new StreamHealth(part('[aria-labelledby="health-heading"]'));

const NOT_YOURS = 'This page is for the owner of the live and for moderators.';
/** Milliseconds. A replay comes some time after its session, and nothing tells when. */
const SESSIONS_AGAIN = 30_000;

/** The state that the sessions were last asked for in. */
let known = null;

const heard = {
  state(told) {
    health.state(told);
    if (told.id === known) return;
    known = told.id;
    refreshSessions();
  },
  viewers: (count) => health.viewers(count),
  health: (told) => health.health(told),
  loaded(video) {
    heard.state({ id: video.state.id, interrupted: false, isLive: video.isLive });
    heard.viewers(video.viewers);
  },
};

const stage = new Stage(frame, { autoplay: true, eager: true, startAt: 0 }, heard);

async function refreshSessions() {
  try {
    showSessions(part('.sessions'), await listLiveSessions(id, credentials));
  } catch (error) {
    say(`The sessions could not be listed: ${error.message}`);
  }
}

async function open() {
  say('');
  if (!credentials.signedIn) return askWho();
  try {
    const [live, video] = await Promise.all([findLive(id, credentials), findVideo(id, credentials)]);
    if (!live.streamKey) return askWho(NOT_YOURS);
    part('.name').textContent = video.name;
    document.title = video.name;
    showStreamAddress(address, live);
    form.hidden = true;
    studio.hidden = false;
    frame.querySelector('video').muted = true;
    await stage.load();
  } catch (error) {
    refuse(error);
  }
}

function refuse(error) {
  if (error.status === 401) {
    credentials.signOut();
    return askWho();
  }
  if (error.status === 403) return askWho(NOT_YOURS);
  if (error.status === 404 || error.status === 400) return say('There is no live at this address.');
  say(`The live could not be loaded: ${error.message}`);
}

function askWho(reason = '') {
  say(reason);
  studio.hidden = true;
  form.hidden = false;
  form.querySelector('input').focus();
}

function say(text) {
  part('.message').textContent = text;
}

onSubmit(form, async (fields) => {
  credentials.signIn(await requestAccessToken(fields.get('username'), fields.get('password')));
  form.reset();
  form.hidden = true;
  await open();
});

part('.sign-out').addEventListener('click', async () => {
  forgetStreamAddress(address);
  await revokeAccessToken(credentials).catch(() => {});
  credentials.signOut();
  location.reload();
});

setInterval(() => {
  if (!studio.hidden && !document.hidden) refreshSessions();
}, SESSIONS_AGAIN);
open();
