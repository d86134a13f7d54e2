// The calls of the REST API that the pages make. Nothing here touches the page.

import { heardDate } from './clock.js';

/** An answer of the API other than success; `code` is the problem document's, where it has one. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The server answered ${status}`);
    this.status = status;
    this.code = problem.code;
  }

  /** Whether asking again is no use until somebody signs in, or at all. */
  get isRefusal() {
    return [401, 403, 404, 410].includes(this.status);
  }
}

async function request(path, options = {}) {
  const response = await fetch(`/api/v1${path}`, { credentials: 'omit', ...options });
  heardDate(response.headers.get('date'));
  if (response.ok) return response;
  throw new ApiError(response.status, await response.json().catch(() => ({})));
}

async function call(path, options) {
  const response = await request(path, options);
  return response.json().catch(() => ({}));
}

/** The video as `credentials` (see credentials.js) may see it. */
export function findVideo(id, credentials) {
  return call(`/videos/${encodeURIComponent(id)}`, { headers: credentials.headers() });
}

/** Says where a viewer is in the video. */
export function tellPosition(id, said, credentials) {
  return request(`/videos/${encodeURIComponent(id)}/views`, {
    method: 'POST',
    headers: { ...credentials.headers(), 'Content-Type': 'application/json' },
    body: JSON.stringify(said),
    keepalive: true,
  });
}

/** How often that is wanted, in milliseconds: `anonymous` and `users`. */
export async function findWatchingIntervals() {
  const { views } = await call('/config');
  return views.videos.watchingInterval;
}

/** A statistic of the video, such as `overall`; `range` has `startDate` and `endDate`, or nothing. */
export function findStats(id, what, range, credentials) {
  const query = new URLSearchParams(range);
  return call(`/videos/${encodeURIComponent(id)}/stats/${what}?${query}`, { headers: credentials.headers() });
}

/** A token that opens the files of this one video for a few hours. */
export async function requestFileToken(id, credentials) {
  const path = `/videos/${encodeURIComponent(id)}/token`;
  const { files } = await call(path, { method: 'POST', headers: credentials.headers() });
  return files.token;
}

/** The body of the live's event stream (see live-events.js), open until `signal` ends it. */
export async function openLiveEvents(id, credentials, signal) {
  const headers = { ...credentials.headers(), Accept: 'text/event-stream' };
  const path = `/videos/${encodeURIComponent(id)}/live-events`;
  const response = await request(path, { headers, signal, cache: 'no-store' });
  return response.body;
}

/** How to stream to the live; addresses and key are there for its owner and for administrators alone. */
export function findLive(id, credentials) {
  return call(`/videos/live/${encodeURIComponent(id)}`, { headers: credentials.headers() });
}

/** What was streamed to the live so far, the oldest first. */
export async function listLiveSessions(id, credentials) {
  const path = `/videos/live/${encodeURIComponent(id)}/sessions`;
  const { data } = await call(path, { headers: credentials.headers() });
  return data;
}

/** Exchanges a name and password for an access token. */
export async function requestAccessToken(username, password) {
  const client = await call('/oauth-clients/local');
  const answer = await call('/users/token', {
    method: 'POST',
    body: new URLSearchParams({
      client_id: client.client_id,
      client_secret: client.client_secret,
      grant_type: 'password',
      username,
      password,
    }),
  });
  return answer.access_token;
}

/** Ends the access token that `credentials` hold. */
export function revokeAccessToken(credentials) {
  return request('/users/revoke-token', { method: 'POST', headers: credentials.headers() });
}

function post(path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return request(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Chooses another password with what stands in the link of a mail. */
export function resetPassword(user, password, verificationString) {
  return post(`/users/${encodeURIComponent(user)}/reset-password`, { password, verificationString });
}

/** Confirms the address of a user, or the one that they want to have instead. */
export function verifyEmail(user, verificationString, isPendingEmail) {
  return post(`/users/${encodeURIComponent(user)}/verify-email`, { verificationString, isPendingEmail });
}

/** Confirms the address of somebody who asks to become a user. */
export function verifyRegistration(registration, verificationString) {
  const path = `/users/registrations/${encodeURIComponent(registration)}/verify-email`;
  return post(path, { verificationString });
}
