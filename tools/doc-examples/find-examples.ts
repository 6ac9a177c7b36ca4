import { readFileSync } from "node:fs";
import { repositoryFiles, root } from "../workspace.ts";

/** A piece of code that the documentation shows. */
export type Example = {
  /** Relative to the root. */
  readonly file: string;
  /** The line of the file on which the code starts, counted from 1. */
  readonly line: number;
  /** What the example is of: a declared name, or a heading. */
  readonly title: string;
  readonly code: string;
  /** Whether the code shows its own imports (pages do, doc comments do not). */
  readonly complete: boolean;
};

/** Every example of the repository: `@example` in the packages' sources, ts blocks in READMEs and in docs. */
export function findExamples(): Example[] {
  return repositoryFiles().flatMap((file) => {
    if (/^packages\/[^/]+\/src\/.*(?<!\.test)\.ts$/.test(file)) return examplesInSource(file, readText(file));
    if (/(^|\/)(README|CONTRIBUTING)\.md$|^docs\/.*\.md$/.test(file)) return examplesInPage(file, readText(file));
    return [];
  });
}

/** The `@example` blocks of doc comments. */
export function examplesInSource(file: string, text: string): Example[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const opening = /^\s*\/?\*\*?\s*@example\b(.*)$/.exec(line);
    if (opening === null) return [];
    const rest = lines.slice(index + 1);
    const length = rest.findIndex((next) => /\*\/|^\s*\*\s*@[a-z]/.test(next));
    const body = rest.slice(0, length).map((next) => next.replace(/^\s*\* ?/, ""));
    const code = [opening[1]!.trim(), ...body.filter((next) => !next.startsWith("```"))].join("\n");
    const declared = rest.map((next) =>
      /^(?:export )?(?:declare )?(?:async )?(?:function\*?|const|type|class) (\w+)/.exec(next),
    );
    const title = declared.find((match) => match !== null)?.[1] ?? "";
    return [{ file, line: index + 1, title, code, complete: false }];
  });
}

/** The ts blocks of a Markdown page. */
export function examplesInPage(file: string, text: string): Example[] {
  const examples: Example[] = [];
  let heading = "";
  let fence: { readonly language: string; readonly line: number; readonly body: string[] } | undefined;
  text.split("\n").forEach((line, index) => {
    const mark = /^\s*```(.*)$/.exec(line);
    if (fence === undefined && mark !== null) fence = { language: mark[1]!.trim(), line: index + 2, body: [] };
    else if (fence === undefined) heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
    else if (mark === null) fence.body.push(line);
    else {
      if (/^(ts|tsx|typescript|js|javascript|mjs)\b/.test(fence.language)) {
        if (fence.language !== "ts") {
          throw new Error(
            `${file}:${fence.line - 1}: code blocks must be \`\`\`ts so that they are run, got \`\`\`${fence.language}`,
          );
        }
        examples.push({ file, line: fence.line, title: heading, code: fence.body.join("\n"), complete: true });
      }
      fence = undefined;
    }
  });
  return examples;
}

function readText(file: string): string {
  return readFileSync(`${root}/${file}`, "utf8");
}
