// Watches a video in a real Chromium, so that its player tells the server where it is, and jumps in it:
//
//   TRIBUTARY_TEST_PASSWORD=… node stats.mjs BASE_URL VIDEO_ID USERNAME OUTPUT_FOLDER
//
// Prints `{"step":"watched"}`; the test that called it has the counts written and sends a line. Then the owner signs in
// on the page of statistics, which must show them, change its range and offer them as a file.

import { readFile } from 'node:fs/promises';

import { examine, tell } from './examine.mjs';
import { PATIENCE, clockPasses } from './player.mjs';

/** What people have; a headless browser says that it is one, and is taken for a crawler. */
const SOMEBODY = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

function nextLine() {
  return new Promise((resolve) => process.stdin.once('data', resolve));
}

async function watch(page, id) {
  await page.setExtraHTTPHeaders({ 'User-Agent': SOMEBODY });
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      const video = document.querySelector('video');
      if (video === null) return;
      video.muted = true;
      video.autoplay = true;
    });
  });
  const said = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/views')) said.push(JSON.parse(request.postData()));
  });
  await page.goto(`/w/${id}`);
  await clockPasses(page, 1);
  const heard = page.waitForRequest((request) => request.postData()?.includes('seek') ?? false, { timeout: PATIENCE });
  await page.evaluate(() => {
    document.querySelector('video').currentTime = 0.5;
  });
  await heard;
  const paused = page.waitForResponse((response) => response.url().endsWith('/views'), { timeout: PATIENCE });
  await page.evaluate(() => document.querySelector('video').pause());
  const status = (await paused).status();
  if (status !== 204) throw new Error(`the server answered ${status} to what the player said`);
  const views = await page.locator('.views').textContent();
  return { said: said.length, views };
}

async function look(page, id, username, password, file) {
  await page.goto(`/w/${id}/stats`);
  const form = page.locator('.owner-sign-in');
  await form.waitFor({ timeout: PATIENCE });
  if (await page.locator('.statistics').isVisible()) throw new Error('numbers are shown before anybody signs in');
  await form.locator('[name="username"]').fill(username);
  await form.locator('[name="password"]').fill(password);
  await form.locator('button').click();
  await page.locator('.statistics').waitFor({ timeout: PATIENCE });
  await page.locator('.chart canvas').nth(3).waitFor({ timeout: PATIENCE });
  const viewers = await page.locator('.health [data-of="totalViewers"]').textContent();
  const watched = await page.locator('.health [data-of="totalWatchTime"]').textContent();
  const country = await page.locator('.countries tbody').textContent();
  await page.screenshot({ path: file('page'), fullPage: true });
  const answered = page.waitForResponse((response) => response.url().includes('timeseries/viewers'), { timeout: PATIENCE });
  await page.locator('.range select').selectOption('7');
  const { groupInterval } = await (await answered).json();
  const download = page.waitForEvent('download', { timeout: PATIENCE });
  await page.locator('.range .download').click();
  const csv = await readFile(await (await download).path(), 'utf8');
  return { viewers, watched, country, groupInterval, csv };
}

const [baseUrl, id, username, output] = process.argv.slice(2);
const password = process.env.TRIBUTARY_TEST_PASSWORD;
if (output === undefined || password === undefined) {
  console.error('usage: TRIBUTARY_TEST_PASSWORD=… node stats.mjs BASE_URL VIDEO_ID USERNAME OUTPUT_FOLDER');
  process.exit(2);
}
await examine(baseUrl, output, 'stats', async (page, file) => {
  const watching = await watch(page, id);
  tell({ step: 'watched' });
  await nextLine();
  return { watching, ...(await look(page, id, username, password, file)) };
});
