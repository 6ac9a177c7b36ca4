import { fileURLToPath } from "node:url";
import ts from "typescript";
import { isWholeLiteral, type Mark } from "./expected-value.ts";
import { type Example } from "./find-examples.ts";

const checker = fileURLToPath(new URL("expected-value.ts", import.meta.url));

/** An edit of a text: `text` is put in at `position`. */
type Insertion = { readonly position: number; readonly text: string };

/**
 * Turns the comments of an example that state values into checks, and leaves every line where it was.
 *
 *   f(x); // => 2        becomes   expectValue(f(x), "=>", "2", "file:line");
 *   const y = f(x); // ≈ 2.0       const y = f(x); expectValue(y, …);
 *   console.log(y); // => 2        expectValue(y, …);
 *
 * @throws Error if a comment that states a value does not follow such a statement.
 */
export function instrument({ code, file, line }: Pick<Example, "code" | "file" | "line">): string {
  const parsed = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const lines = code.split("\n");
  const lineOf = (position: number): number => parsed.getLineAndCharacterOfPosition(position).line;
  const insertions: Insertion[] = [];
  const stated = new Map(statedValues(lines).map((value) => [value.index, value] as const));
  for (const statement of parsed.statements) {
    const last = lineOf(statement.getEnd());
    const value =
      stated.get(last) ?? (lines[last + 1]?.trimStart().startsWith("//") ? stated.get(last + 1) : undefined);
    if (value === undefined || isFollowedOnItsLine(statement, parsed)) continue;
    stated.delete(value.index);
    const check = `, ${JSON.stringify(value.mark)}, ${JSON.stringify(value.text)}, ${JSON.stringify(`${file}:${line + value.index}`)});`;
    insertions.push(...checksOf(statement, check, `${file}:${line + value.index}`));
  }
  const [lost] = stated.values();
  if (lost !== undefined) {
    throw new Error(
      `${file}:${line + lost.index}: a stated value must follow the statement that it is of, got // ${lost.mark} ${lost.text}`,
    );
  }
  let checked = code;
  for (const { position, text } of insertions.sort((a, b) => b.position - a.position)) {
    checked = checked.slice(0, position) + text + checked.slice(position);
  }
  return `import { expectValue as expectValue_ } from ${JSON.stringify(checker)}; ${checked}`;
}

/** A value that a comment states, and the line, counted from 0, on which it does. */
type StatedValue = { readonly index: number; readonly mark: Mark; readonly text: string };

function statedValues(lines: readonly string[]): StatedValue[] {
  return lines.flatMap((line, index) => {
    const start = /\/\/\s*(=>|≈)\s*(.*)$/.exec(line);
    if (start === null) return [];
    let text = start[2]!.trim();
    for (let next = index + 1; !isWholeLiteral(text); next++) {
      const more = /^\s*\/\/(.*)$/.exec(lines[next] ?? "");
      if (more === null) break; // reported when it is compared
      text += ` ${more[1]!.trim()}`;
    }
    return [{ index, mark: start[1] as Mark, text }];
  });
}

function isFollowedOnItsLine(statement: ts.Statement, { statements, text }: ts.SourceFile): boolean {
  const next = statements[statements.indexOf(statement) + 1];
  return next !== undefined && !text.slice(statement.getEnd(), next.getStart()).includes("\n");
}

function checksOf(statement: ts.Statement, check: string, place: string): Insertion[] {
  if (ts.isExpressionStatement(statement)) {
    const expression = loggedValue(statement.expression) ?? statement.expression;
    // What surrounds the checked expression (`console.log(` and `)`) goes into comments.
    return [
      {
        position: statement.getStart(),
        text: expression === statement.expression ? "expectValue_(" : "expectValue_(/* ",
      },
      ...(expression === statement.expression ? [] : [{ position: expression.getStart(), text: " */ " }]),
      { position: expression.getEnd(), text: `${check} //` },
    ];
  }
  const declarations = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  const name = declarations.length === 1 ? declarations[0]!.name : undefined;
  if (name !== undefined && ts.isIdentifier(name)) {
    return [{ position: statement.getEnd(), text: ` expectValue_(${name.text}${check}` }];
  }
  throw new Error(`${place}: a stated value must follow an expression or the declaration of one name`);
}

/** The one argument of `console.log(…)`. */
function loggedValue(expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(expression) || expression.expression.getText() !== "console.log") return undefined;
  return expression.arguments.length === 1 ? expression.arguments[0] : undefined;
}
