// What a person would look at in a player: whether its clock runs and whether its picture changes.

import { createHash } from 'node:crypto';

/** Milliseconds that anything may take on two cores that do other things too. */
export const PATIENCE = 60_000;

/** Resolves when the player's clock passes `second`; driven by the element's own events. */
export function clockPasses(page, second) {
  return page.evaluate(
    ({ second, patience }) =>
      new Promise((resolve, reject) => {
        const video = document.querySelector('video');
        const state = () =>
          JSON.stringify({ time: video.currentTime, readyState: video.readyState, error: video.error?.message });
        const timer = setTimeout(() => reject(new Error(`the clock never passed ${second} s: ${state()}`)), patience);
        const look = () => {
          if (video.currentTime <= second) return;
          clearTimeout(timer);
          video.removeEventListener('timeupdate', look);
          resolve(video.currentTime);
        };
        video.addEventListener('timeupdate', look);
        look();
      }),
    { second, patience: PATIENCE },
  );
}

/** Where the player's clock is, in seconds. */
export function clock(page) {
  return page.evaluate(() => document.querySelector('video').currentTime);
}

/** A hash of the picture alone, without what lies over it and changes by itself. */
async function picture(page, file) {
  const video = page.locator('video');
  const alone = (whether) =>
    video.evaluate((element, alone) => {
      element.controls = !alone;
      for (const part of element.parentElement.children) {
        if (part !== element) part.style.visibility = alone ? 'hidden' : '';
      }
    }, whether);
  await alone(true);
  const bytes = await video.screenshot({ path: file });
  await alone(false);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Fails unless the clock runs for `seconds` and another picture is shown then; `file(name)` is where pictures go. */
export async function pictureMoves(page, seconds, file) {
  const before = await picture(page, file('early'));
  const start = await clock(page);
  const end = await clockPasses(page, start + seconds);
  const after = await picture(page, file('late'));
  if (before === after) throw new Error('the clock runs and the picture stands still');
  return end;
}
