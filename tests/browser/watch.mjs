// Opens a watch page in a real Chromium and checks that a person would see the video: it plays past three
// seconds, the picture changes, the quality menu works, nothing is logged as an error, and no request leaves
// the loopback. Called by the end-to-end test: node watch.mjs BASE_URL WATCH_URL OUTPUT_FOLDER
//
// Prints one JSON line with what was seen; status 0 when all of it holds, else 1.

import { examine } from './examine.mjs';
import { PATIENCE, clock, clockPasses, pictureMoves } from './player.mjs';

const ENOUGH = 3;

/** Chooses the lowest quality and waits until frames of it are shown. */
async function switchQuality(page, qualities) {
  const lowest = qualities.at(-1);
  await page.locator('.quality select').selectOption({ label: lowest });
  const height = await page.evaluate(
    ({ wanted, patience }) =>
      new Promise((resolve, reject) => {
        const video = document.querySelector('video');
        const shown = () => `${Math.min(video.videoWidth, video.videoHeight)}p`;
        const timer = setTimeout(() => reject(new Error(`${wanted} was chosen, ${shown()} stayed`)), patience);
        const look = () => {
          if (!wanted.startsWith(shown())) return;
          clearTimeout(timer);
          video.removeEventListener('resize', look);
          resolve(video.videoHeight);
        };
        video.addEventListener('resize', look);
        look();
      }),
    { wanted: lowest, patience: PATIENCE },
  );
  return { chosen: lowest, height };
}

async function watch(page, watchUrl, file) {
  // The page's own view of itself: set before its scripts, so that nothing has to be clicked.
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      const video = document.querySelector('video');
      video.muted = true;
      video.autoplay = true;
    });
  });
  const response = await page.goto(watchUrl);
  if (response.status() !== 200) throw new Error(`${watchUrl} answered ${response.status()}`);

  await page.locator('.quality select option').nth(2).waitFor({ state: 'attached', timeout: PATIENCE });
  const qualities = await page.locator('.quality select option').allTextContents();
  if (qualities.length < 3 || !qualities[0].startsWith('Auto')) {
    throw new Error(`the quality menu lists ${JSON.stringify(qualities)}, not Auto and two levels or more`);
  }

  await clockPasses(page, 1);
  const currentTime = await pictureMoves(page, ENOUGH - 1, file);

  const switched = await switchQuality(page, qualities);
  await clockPasses(page, (await clock(page)) + 0.5);
  await page.screenshot({ path: file('page'), fullPage: true });
  return { currentTime, qualities, switched };
}

const [baseUrl, watchUrl, output] = process.argv.slice(2);
if (output === undefined) {
  console.error('usage: node watch.mjs BASE_URL WATCH_URL OUTPUT_FOLDER');
  process.exit(2);
}
await examine(baseUrl, output, 'watch', (page, file) => watch(page, watchUrl, file));
