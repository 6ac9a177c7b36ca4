import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { publicPackages, root } from "../workspace.ts";
import { type Example } from "./find-examples.ts";

/** Where a public name can be imported from. */
export type Origin = { readonly specifier: string; readonly folder: string; readonly isType: boolean };

/** Every name that the packages export, with its origins (more than one where names are shared). */
export function publicNames(): ReadonlyMap<string, readonly Origin[]> {
  const names = new Map<string, Origin[]>();
  for (const { folder, entries } of publicPackages()) {
    for (const { specifier, source } of entries) {
      for (const { name, isType } of exportedNames(source)) {
        names.set(name, [...(names.get(name) ?? []), { specifier, folder, isType }]);
      }
    }
  }
  return names;
}

/**
 * The imports, on one line, of the names that an example uses without declaring or importing them: public names, and
 * those that the example's own file exports. They are written for a module in a folder of the root.
 */
export function autoImports({ code, file }: Example, names: ReadonlyMap<string, readonly Origin[]>): string {
  const { used, declared } = identifiersOf(code);
  const ownNames = declaredExports(readFileSync(`${root}/${file}`, "utf8"));
  return [...used]
    .filter((name) => !declared.has(name))
    .flatMap((name) => {
      const origins = names.get(name) ?? [];
      const origin = origins.find(({ folder }) => file.startsWith(`${folder}/`)) ?? origins[0];
      if (origin !== undefined)
        return [`import { ${origin.isType ? "type " : ""}${name} } from "${origin.specifier}";`];
      return ownNames.has(name) ? [`import { ${name} } from "../${file}";`] : [];
    })
    .join(" ");
}

function declaredExports(source: string): Set<string> {
  return new Set([...source.matchAll(/^export (?:async )?(?:function\*?|const) (\w+)/gm)].map((match) => match[1]!));
}

/** The names that an entry file exports, by name or from another entry file by `*`. */
function exportedNames(entry: string): { name: string; isType: boolean }[] {
  const text = readFileSync(`${root}/${entry}`, "utf8");
  return ts.createSourceFile(entry, text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [];
    const { exportClause, moduleSpecifier, isTypeOnly } = statement;
    const { text: origin } = moduleSpecifier as ts.StringLiteral;
    if (!origin.startsWith(".")) return []; // passed on from another package, its home
    if (exportClause === undefined) return exportedNames(join(dirname(entry), origin));
    if (!ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.map((element) => ({
      name: element.name.text,
      isType: isTypeOnly || element.isTypeOnly,
    }));
  });
}

function identifiersOf(code: string): { used: Set<string>; declared: Set<string> } {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const declares =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isParameter(parent) ||
          ts.isFunctionDeclaration(parent) ||
          ts.isImportSpecifier(parent) ||
          ts.isTypeAliasDeclaration(parent)) &&
        parent.name === node;
      const isKey =
        (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) &&
        parent.name === node;
      if (declares) declared.add(node.text);
      else if (!isKey) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true));
  return { used, declared };
}
