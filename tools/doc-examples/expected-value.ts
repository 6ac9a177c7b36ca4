import { inspect } from "node:util";
import ts from "typescript";

/** `=>` asks for equality, `≈` for agreement to the digits printed. */
export type Mark = "=>" | "≈";

/**
 * Holds a value against what a comment says of it. Typed arrays count as arrays.
 *
 * @param actual The value that the example computed.
 * @param mark With `≈`, each number may differ by half a unit of the last digit printed.
 * @param text A JavaScript literal: numbers, strings, booleans, null, undefined, arrays and objects of them.
 * @param place Where the comment is, for the message.
 * @throws Error if the value differs.
 */
export function expectValue(actual: unknown, mark: Mark, text: string, place: string): void {
  if (!agrees(actual, parseLiteral(text), mark)) {
    const got = inspect(actual, { depth: 8, breakLength: 100, maxArrayLength: 50 });
    throw new Error(`${place}: the comment says ${mark} ${text}, the value is ${got}`);
  }
}

/** Whether a text is one whole literal, and not the beginning of a longer one. */
export function isWholeLiteral(text: string): boolean {
  try {
    parseLiteral(text);
    return true;
  } catch {
    return false;
  }
}

function parseLiteral(text: string): ts.Expression {
  const parsed = ts.createSourceFile("literal.ts", `(${text}\n)`, ts.ScriptTarget.Latest, true);
  const [statement, ...others] = parsed.statements;
  const broken = ts.transpileModule(`(${text}\n)`, { reportDiagnostics: true }).diagnostics?.length;
  if (broken !== 0 || others.length > 0 || statement === undefined || !ts.isExpressionStatement(statement)) {
    throw new SyntaxError(`expected value must be a JavaScript literal, got ${text}`);
  }
  return (statement.expression as ts.ParenthesizedExpression).expression;
}

function agrees(actual: unknown, literal: ts.Expression, mark: Mark): boolean {
  const number = numberOf(literal);
  if (number !== undefined) return typeof actual === "number" && numbersAgree(actual, number, mark);
  if (ts.isBigIntLiteral(literal)) return actual === BigInt(literal.text.slice(0, -1));
  if (ts.isStringLiteralLike(literal)) return actual === literal.text;
  if (ts.isArrayLiteralExpression(literal)) {
    if (!Array.isArray(actual) && !(ArrayBuffer.isView(actual) && "length" in actual)) return false;
    const values = Array.from(actual as ArrayLike<unknown>);
    return (
      values.length === literal.elements.length &&
      literal.elements.every((element, index) => agrees(values[index], element, mark))
    );
  }
  if (ts.isObjectLiteralExpression(literal)) {
    if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return false;
    const expected = literal.properties.map((property) => {
      if (!ts.isPropertyAssignment(property))
        throw new SyntaxError(`expected object must list its values, got ${property.getText()}`);
      return [(property.name as ts.Identifier | ts.StringLiteral).text, property.initializer] as const;
    });
    const values = new Map(Object.entries(actual));
    return (
      values.size === expected.length &&
      expected.every(([key, value]) => values.has(key) && agrees(values.get(key), value, mark))
    );
  }
  const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null, undefined };
  const word = literal.getText();
  if (!(word in words)) throw new SyntaxError(`expected value must be a literal, got ${word}`);
  return actual === words[word];
}

/** A number with the text it is printed as. */
type PrintedNumber = { readonly value: number; readonly digits: string };

function numberOf(literal: ts.Expression): PrintedNumber | undefined {
  if (ts.isNumericLiteral(literal)) return { value: Number(literal.text), digits: literal.getText() };
  if (ts.isIdentifier(literal) && (literal.text === "NaN" || literal.text === "Infinity")) {
    return { value: Number(literal.text), digits: literal.text };
  }
  if (ts.isPrefixUnaryExpression(literal) && literal.operator === ts.SyntaxKind.MinusToken) {
    const positive = numberOf(literal.operand);
    return positive && { value: -positive.value, digits: positive.digits };
  }
  return undefined;
}

function numbersAgree(actual: number, { value, digits }: PrintedNumber, mark: Mark): boolean {
  if (mark === "=>" || !Number.isFinite(value)) return actual === value || Object.is(actual, value);
  const [, decimals = "", exponent = "0"] = /^[\d_]*\.?([\d_]*)(?:e([-+]?\d+))?$/i.exec(digits) ?? [];
  const lastDigit = 10 ** (Number(exponent) - decimals.replaceAll("_", "").length);
  return Math.abs(actual - value) <= 0.5 * lastDigit * (1 + 1e-9);
}
