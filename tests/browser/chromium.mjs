// Starts the system's Chromium, headless and quiet, and listens for what must not happen on a page.

import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium at TRIBUTARY_TEST_CHROMIUM, else where distributions put it. Playwright's own is never fetched. */
export function launch() {
  const executablePath = process.env.TRIBUTARY_TEST_CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error('no Chromium is installed; set TRIBUTARY_TEST_CHROMIUM to one');
  return chromium.launch({
    executablePath,
    args: [
      // Its sandbox refuses root, which CI is; the pages are our own.
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

/** A list that grows with every error that `page` logs and every request that it sends beyond the loopback. */
export function watchForTrouble(page) {
  const trouble = [];
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => trouble.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (['blob:', 'data:'].includes(protocol)) return;
    const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
    if (!loopback) trouble.push(`request: ${request.url()} left the loopback`);
  });
  return trouble;
}
