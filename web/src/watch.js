// The watch page: the player, and the words about a video that the server would not tell an anonymous visitor.

import { optionsOf } from './address.js';
import { Stage } from './stage.js';

/** Fills what the server left empty; what it rendered stays as it is. */
function describe(video) {
  const about = document.querySelector('.about');
  if (!about.hidden) return;
  document.title = video.name;
  about.querySelector('h1').textContent = video.name;
  about.querySelector('.channel').textContent = video.channel.displayName;
  const time = about.querySelector('time');
  time.dateTime = video.publishedAt;
  time.textContent = new Date(video.publishedAt).toLocaleDateString('en-GB', { dateStyle: 'long' });
  about.querySelector('.views').textContent = video.views === 1 ? '1 view' : `${video.views} views`;
  about.querySelector('.description').textContent = video.description ?? '';
  about.hidden = false;
}

const frame = document.querySelector('.player');
new Stage(frame, { ...optionsOf(location.search), eager: true }, { loaded: describe }).load();
