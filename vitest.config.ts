import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { codeInQuery } from "./tools/doc-examples/vite-plugin.ts";

// Packages resolve to their sources, so tests run without a build.
const conditions = ["@beliefscope/source", ...defaultServerConditions];

export default defineConfig({
  plugins: [codeInQuery()],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ["default", "./tools/count-reporter.ts"],
    testTimeout: 30_000, // against hanging; no test measures time
    projects: [
      { extends: true, test: { name: "packages", include: ["packages/*/{src,test}/**/*.test.ts"] } },
      { extends: true, test: { name: "apps", include: ["apps/*/{src,test}/**/*.test.ts"] } },
      { extends: true, test: { name: "tools", include: ["tools/**/*.test.ts"] } },
      { extends: true, test: { name: "bench", include: ["bench/src/**/*.test.ts"] } },
      { extends: true, test: { name: "examples", include: ["examples/*.test.ts"] } },
    ],
  },
});
