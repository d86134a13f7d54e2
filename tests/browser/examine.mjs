// One examination of a page: a browser is started, the page looked at, and what was seen printed as the last line.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { launch, watchForTrouble } from './chromium.mjs';

/** Prints one line for the test that called this. */
export function tell(line) {
  console.log(JSON.stringify(line));
}

/**
 * Has `look(page, file)` look at a page, where `file(name)` is a picture's place in the folder `output`. Prints what it
 * answers, with `ok` true when it did not fail and nothing troubled the page, and ends the process: status 0 then, else 1.
 */
export async function examine(baseURL, output, prefix, look) {
  await mkdir(output, { recursive: true });
  const file = (name) => path.join(output, `${prefix}-${name}.png`);
  const browser = await launch();
  const result = { ok: false };
  try {
    const page = await browser.newPage({ baseURL, viewport: { width: 1280, height: 900 } });
    const trouble = watchForTrouble(page);
    try {
      Object.assign(result, await look(page, file));
    } catch (error) {
      result.error = error.message;
      await page.screenshot({ path: file('failed'), fullPage: true });
    }
    result.trouble = trouble;
    result.ok = result.error === undefined && trouble.length === 0;
  } finally {
    await browser.close();
  }
  tell(result);
  process.exit(result.ok ? 0 : 1);
}
