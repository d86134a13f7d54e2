// The calls of the REST API that the player makes. Nothing here touches the page.

/** An answer of the API other than success; `code` is the problem document's, where it has one. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The server answered ${status}`);
    this.status = status;
    this.code = problem.code;
  }
}

async function call(path, options = {}) {
  const response = await fetch(`/api/v1${path}`, { credentials: 'omit', ...options });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, body);
  return body;
}

/** The video as `credentials` (see credentials.js) may see it. */
export function findVideo(id, credentials) {
  return call(`/videos/${encodeURIComponent(id)}`, { headers: credentials.headers() });
}

/** A token that opens the files of this one video for a few hours. */
export async function requestFileToken(id, credentials) {
  const path = `/videos/${encodeURIComponent(id)}/token`;
  const { files } = await call(path, { method: 'POST', headers: credentials.headers() });
  return files.token;
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
