// The embed: a bare player in someone else's page, told what to do by its address. It loads nothing heavy
// before it is asked to play.

import { optionsOf } from './address.js';
import { Stage } from './stage.js';

const frame = document.querySelector('.player');
const options = optionsOf(location.search);
const video = frame.querySelector('video');
video.muted = options.muted;
video.loop = options.loop;
new Stage(frame, { ...options, eager: options.autoplay }).load();
