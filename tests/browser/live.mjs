// Watches a live in a real Chromium as a person would: it waits, starts by itself, moves, tells of itself, and may
// be gone back in. The test that calls it publishes, and is told by lines when:
//
//   node live.mjs BASE_URL PAGE_URL OUTPUT_FOLDER [STEP...]
//
// PAGE_URL is a watch page or an embed. After `{"step":"waiting"}` the stream must start, after
// `{"step":"playing"}` what the first STEP says, and so on:
//   interruption  the publisher drops; after `{"step":"interrupted"}` it must be back
//   quality       nothing; the lowest and the highest rendition are chosen, and seen
//   pause         a permanent live stops
//   end           a live ends for good
//   replay        nothing; its recording is offered, and played
// The last line is the result: `{"ok":true,…}`; status 0 when all of it holds, else 1.

import { examine, tell } from './examine.mjs';
import { PATIENCE, clock, clockPasses, pictureMoves } from './player.mjs';

/** Seconds that are watched before anything else, so that there is something to go back to. */
const FIRST_LOOK = 10;
/** Seconds gone back; more than the page takes for being live. */
const BACK = 8;

const STEPS = {
  async interruption(page, file) {
    const before = await clock(page);
    await text(page, '.interruption', /interrupted/);
    tell({ step: 'interrupted' });
    await text(page, '.interruption', /^$/);
    await clockPasses(page, before + 1);
    const end = await pictureMoves(page, 3, (name) => file(`after-interruption-${name}`));
    if (!(await page.evaluate(() => window.sameDocument))) throw new Error('the page was loaded anew');
    return { before, end };
  },
  async quality(page, file) {
    const options = page.locator('.quality select option');
    await options.nth(2).waitFor({ state: 'attached', timeout: PATIENCE });
    const names = await options.allTextContents();
    const [, highest, ...others] = names;
    const seen = { names };
    for (const name of [others.at(-1), highest]) {
      await page.locator('.quality select').selectOption({ label: name });
      await heightIs(page, Number.parseInt(name, 10));
      seen[name] = await pictureMoves(page, 2, (which) => file(`${name}-${which}`));
    }
    return seen;
  },
  pause: (page) => text(page, '.notice-text', /has stopped/),
  end: (page) => text(page, '.notice-text', /has ended/),
  async replay(page, file) {
    const button = page.locator('.notice-action', { hasText: 'Watch the replay' });
    await button.click({ timeout: 3 * PATIENCE });
    await clockPasses(page, 0.5);
    const end = await pictureMoves(page, 2, (name) => file(`replay-${name}`));
    const badge = await page.locator('.live-bar').isVisible();
    if (badge) throw new Error('the replay is shown as a live');
    return { end };
  },
};

/** Waits until pictures of this height are shown. */
async function heightIs(page, height) {
  await page.waitForFunction(
    (height) => document.querySelector('video').videoHeight === height,
    height,
    { timeout: PATIENCE },
  );
}

/** Waits until `selector`'s text matches, and answers it. */
async function text(page, selector, pattern) {
  const part = page.locator(selector, { hasText: pattern });
  try {
    await part.waitFor({ state: 'attached', timeout: PATIENCE });
  } catch {
    const found = await page.locator(selector).textContent();
    throw new Error(`${selector} says ${JSON.stringify(found)}, not ${pattern}`);
  }
  return part.textContent();
}

async function goBackAndLive(page) {
  const from = await clock(page);
  await page.evaluate((back) => { document.querySelector('video').currentTime -= back; }, BACK);
  const button = page.locator('.go-live');
  await button.waitFor({ timeout: PATIENCE });
  const back = await clock(page);
  // What lies back plays on from there.
  await clockPasses(page, back + 1);
  await button.click();
  await button.waitFor({ state: 'hidden', timeout: PATIENCE });
  const live = await clock(page);
  if (back >= from || live < from) throw new Error(`from ${from} back to ${back}, and then to ${live}`);
  await clockPasses(page, live + 1);
  return { from, back, live };
}

async function watch(page, pageUrl, file, steps) {
  const response = await page.goto(pageUrl);
  if (response.status() !== 200) throw new Error(`${pageUrl} answered ${response.status()}`);
  await page.evaluate(() => { window.sameDocument = true; });
  const seen = { waiting: await text(page, '.notice-text', /has not started yet/) };
  await page.screenshot({ path: file('waiting') });
  tell({ step: 'waiting' });

  // Nobody touches the page: it has to notice by itself.
  await clockPasses(page, 0.5);
  seen.badge = await text(page, '.badge', /^Live$/);
  await pictureMoves(page, FIRST_LOOK, file);
  seen.latency = await text(page, '.latency', /^Latency \d+\.\d s$/);
  seen.viewers = await text(page, '.viewers', /^\d+ viewers?$/);
  seen.back = await goBackAndLive(page);
  await page.screenshot({ path: file('page') });
  tell({ step: 'playing' });

  for (const step of steps) {
    seen[step] = await STEPS[step](page, file);
    await page.screenshot({ path: file(step) });
    tell({ step });
  }
  return seen;
}

const [baseUrl, pageUrl, output, ...steps] = process.argv.slice(2);
if (output === undefined || steps.some((step) => !(step in STEPS))) {
  console.error(`usage: node live.mjs BASE_URL PAGE_URL OUTPUT_FOLDER [${Object.keys(STEPS).join('|')}]...`);
  process.exit(2);
}
await examine(baseUrl, output, 'live', (page, file) => watch(page, pageUrl, file, steps));
