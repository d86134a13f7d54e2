// Opens the page of a live's owner in a real Chromium, signs in, and checks that it guards the key and tells how
// the stream is doing. The test that calls it publishes once `{"step":"ready"}` is printed:
//
//   TRIBUTARY_TEST_PASSWORD=… node live-owner.mjs BASE_URL LIVE_URL USERNAME OUTPUT_FOLDER
//
// The last line is the result: `{"ok":true,…}`; status 0 when all of it holds, else 1. It never has the key.

import { examine, tell } from './examine.mjs';
import { PATIENCE, clockPasses, pictureMoves } from './player.mjs';

const KEY_FIELD = '[data-of="streamKey"] input';

/** What the page shows of itself anywhere that others could read: elements, fields, address, storage. */
function everythingShown(page) {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input')].map((input) => input.value);
    const stored = [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }));
    return [document.documentElement.outerHTML, location.href, document.cookie, ...fields, ...stored].join('\n');
  });
}

async function signIn(page, username, password) {
  const form = page.locator('.owner-sign-in');
  await form.waitFor({ timeout: PATIENCE });
  await form.locator('[name="username"]').fill(username);
  await form.locator('[name="password"]').fill(password);
  await form.locator('button').click();
  await page.locator('.studio').waitFor({ timeout: PATIENCE });
}

/** The key that the API tells the owner, asked for as another program would. */
async function keyOf(page, liveUrl) {
  const id = new URL(liveUrl).pathname.split('/').at(-1);
  const token = await page.evaluate(() => sessionStorage.getItem('tributary.access-token'));
  const answer = await fetch(new URL(`/api/v1/videos/live/${id}`, liveUrl), {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { streamKey, rtmpUrl } = await answer.json();
  if (!streamKey) throw new Error(`the API tells the owner no key (${answer.status})`);
  return { streamKey, rtmpUrl };
}

async function guardsTheKey(page, liveUrl, said) {
  const { streamKey, rtmpUrl } = await keyOf(page, liveUrl);
  if ((await everythingShown(page)).includes(streamKey)) throw new Error('the key is in the page before it is asked for');
  const address = await page.locator('[data-of="rtmpUrl"] input').inputValue();
  if (address !== rtmpUrl) throw new Error(`the page says ${address}, the API ${rtmpUrl}`);
  const show = page.locator('[data-of="streamKey"] .show');
  await show.click();
  if ((await page.locator(KEY_FIELD).inputValue()) !== streamKey) throw new Error('the key that is shown is another');
  await show.click();
  if ((await everythingShown(page)).includes(streamKey)) throw new Error('the key stays in the page when it is hidden again');
  if (said.some((line) => line.includes(streamKey))) throw new Error('the key is in an address or a log');
  return { address };
}

/** The text of a field of the stream's health, once it matches. */
async function field(page, name, pattern) {
  const part = page.locator(`.health [data-of="${name}"]`, { hasText: pattern });
  try {
    await part.waitFor({ timeout: PATIENCE });
  } catch {
    const found = await page.locator(`.health [data-of="${name}"]`).textContent();
    throw new Error(`${name} says ${JSON.stringify(found)}, not ${pattern}`);
  }
  return part.textContent();
}

async function look(page, liveUrl, username, password, file) {
  const said = [];
  page.on('request', (request) => said.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  const response = await page.goto(liveUrl);
  if (response.status() !== 200) throw new Error(`${liveUrl} answered ${response.status()}`);
  await signIn(page, username, password);
  const seen = await guardsTheKey(page, liveUrl, said);
  seen.waiting = await field(page, 'state', /^Waiting/);
  await page.screenshot({ path: file('waiting'), fullPage: true });
  tell({ step: 'ready' });

  seen.state = await field(page, 'state', /^On air$/);
  seen.bitrate = await field(page, 'bitrate', /^\d+\.\d\d Mbit\/s$/);
  seen.fps = await field(page, 'fps', /^[1-9]\d*\.\d$/);
  seen.droppedFrames = await field(page, 'droppedFrames', /^\d+$/);
  seen.keyFrameInterval = await field(page, 'keyFrameInterval', /^\d+\.\d s$/);
  seen.picture = await field(page, 'picture', /^\d+ × \d+/);
  seen.viewers = await field(page, 'viewers', /^\d+$/);
  await clockPasses(page, 0.5);
  await pictureMoves(page, 3, (name) => file(`preview-${name}`));
  await page.locator('.sessions td', { hasText: 'On air.' }).waitFor({ timeout: PATIENCE });
  seen.renditions = await page.locator('.renditions li').allTextContents();
  seen.warnings = await page.locator('.warnings li').allTextContents();
  await page.screenshot({ path: file('page'), fullPage: true });
  return seen;
}

const [baseUrl, liveUrl, username, output] = process.argv.slice(2);
const password = process.env.TRIBUTARY_TEST_PASSWORD;
if (output === undefined || password === undefined) {
  console.error('usage: TRIBUTARY_TEST_PASSWORD=… node live-owner.mjs BASE_URL LIVE_URL USERNAME OUTPUT_FOLDER');
  process.exit(2);
}
await examine(baseUrl, output, 'live-owner', (page, file) => look(page, liveUrl, username, password, file));
