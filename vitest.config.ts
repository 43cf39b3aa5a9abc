import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/templates.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more workers only make every test slower.
    maxWorkers: 2,
    // Nothing in the code or the tests lives in a module and changes, so files may share what they import: a third of the time.
    isolate: false,
  },
});
