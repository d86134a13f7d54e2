// Who is watching: an access token kept for this tab, and the passwords of videos given on this page.

const KEY = 'tributary.access-token';

export class Credentials {
  #videoPassword = null;

  get signedIn() {
    return sessionStorage.getItem(KEY) !== null;
  }

  signIn(accessToken) {
    sessionStorage.setItem(KEY, accessToken);
  }

  signOut() {
    sessionStorage.removeItem(KEY);
  }

  giveVideoPassword(password) {
    this.#videoPassword = password;
  }

  headers() {
    const headers = {};
    if (this.signedIn) headers.Authorization = `Bearer ${sessionStorage.getItem(KEY)}`;
    // A header carries Latin-1 only: a password with other letters is sent as its UTF-8 bytes.
    if (this.#videoPassword !== null) {
      headers['x-peertube-video-password'] = utf8AsLatin1(this.#videoPassword);
    }
    return headers;
  }
}

function utf8AsLatin1(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
