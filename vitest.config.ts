/** Three kinds of tests: `unit` in Node, `browser` inside a real Chromium, `e2e` driving the built site from outside. */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromeFlags, findBrowser, softwareGpuFlags } from './scripts/lib/browser.mjs';

const unit = {
  extends: './vite.config.ts',
  test: {
    name: 'unit',
    environment: 'node',
    include: ['tests/unit/**/*.test.ts'],
    server: { deps: { inline: [/@tensorflow\//] } },
  },
} satisfies TestProjectInlineConfiguration;

const browser = {
  extends: './vite.config.ts',
  test: {
    name: 'browser',
    include: ['tests/browser/**/*.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: findBrowser() ?? undefined, args: [...chromeFlags, ...softwareGpuFlags] },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
} satisfies TestProjectInlineConfiguration;

const e2e = {
  extends: './vite.config.ts',
  test: {
    name: 'e2e',
    environment: 'node',
    include: ['tests/e2e/**/*.test.ts'],
    // One browser at a time: two cores train no faster when two tests want them.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
} satisfies TestProjectInlineConfiguration;

export default defineConfig({ test: { projects: [unit, browser, e2e] } });
