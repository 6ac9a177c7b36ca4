// One strict, type-aware set of rules for all code, and the rules that keep the shape of the workspace.
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const numericArrays =
  "/^(Float16|Float32|Float64|Int8|Int16|Int32|Uint8Clamped|Uint16|Uint32|BigInt64|BigUint64)Array$/";

const everywhere = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: "Randomness is a required argument: use a generator of @beliefscope/tensor/random.",
  },
  { selector: "ExportDefaultDeclaration", message: "Exports have names." },
];

const inApps = [
  {
    selector: `:matches(NewExpression[callee.name=${numericArrays}], CallExpression[callee.object.name=${numericArrays}])`,
    message: "Apps are thin: numeric arrays are made in packages.",
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name=/^(exp|log|log2|log10|log1p|expm1|sqrt)$/]",
    message: "Apps are thin: the mathematics is in packages.",
  },
];

const mlMatrix = { name: "ml-matrix", message: "Only @beliefscope/tensor/linalg knows ml-matrix." };
const nodeModules = {
  regex: "^node:",
  message: "Packages run in browsers too: Node modules belong in apps or viz/node.",
};
const onnxRuntime = { regex: "^onnxruntime-", message: "The ONNX runtime is passed in." };

/** @param {{ paths?: object[], patterns?: object[] }} imports */
const restrictImports = ({ paths = [], patterns = [] }) => ({
  "@typescript-eslint/no-restricted-imports": ["error", { paths, patterns }],
});

export default defineConfig(
  globalIgnores([
    "**/dist/",
    "**/gen/",
    "packages/*/kernels/",
    "tools/train/",
    "bench/python/",
    "docs/",
    "**/coverage/",
    "report/",
  ]),
  {
    files: ["**/*.{ts,tsx}"],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-restricted-syntax": ["error", ...everywhere],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-non-null-assertion": "off", // reads of typed arrays: array[i]!
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/prefer-for-of": "off", // numeric loops run over indices
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/unbound-method": "off", // methods of plain objects need no `this`
      ...restrictImports({ paths: [mlMatrix] }),
      eqeqeq: "error",
    },
  },
  {
    files: ["packages/*/src/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: restrictImports({ paths: [mlMatrix], patterns: [nodeModules, onnxRuntime] }),
  },
  {
    files: ["packages/viz/src/node/**/*.ts"],
    rules: restrictImports({ paths: [mlMatrix], patterns: [onnxRuntime] }),
  },
  {
    files: ["packages/tensor/src/linalg/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: restrictImports({ patterns: [nodeModules, onnxRuntime] }),
  },
  {
    files: ["packages/*/src/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: { "no-console": "error" },
  },
  {
    files: ["apps/*/src/**/*.{ts,tsx}"],
    ignores: ["**/*.test.{ts,tsx}"],
    rules: { "no-restricted-syntax": ["error", ...everywhere, ...inApps] },
  },
  {
    files: ["**/*.test.ts", "**/test/**/*.ts", "tools/testkit/**/*.ts"],
    rules: {
      "@typescript-eslint/consistent-type-definitions": "off", // matchers extend an interface of vitest
      "@typescript-eslint/require-await": "off", // stand-ins of asynchronous functions
    },
  },
  {
    // Competitors are called as their users call them.
    files: ["bench/src/**/*.ts"],
    rules: restrictImports({}),
  },
  {
    // What tools load from a file is a default export.
    files: ["*.config.ts", "tools/count-reporter.ts"],
    rules: { "no-restricted-syntax": ["error", everywhere[0]] },
  },
  {
    files: ["**/*.{js,mjs}"],
    extends: [js.configs.recommended],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" } },
  },
);
