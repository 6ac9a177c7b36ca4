import { relative } from "node:path";
import ts from "typescript";
import { compilerOptions, type Member, root } from "../workspace.ts";

/** Something that a package exports. */
export type PublicDeclaration = {
  readonly name: string;
  /** As the d.ts has it, without comments. */
  readonly text: string;
  /** Where it is written, relative to the root. */
  readonly file: string;
  readonly isFunction: boolean;
  /** The names of the tags in its doc comment. */
  readonly docTags: readonly string[];
};

/** What can be imported from one place, in the order of names. */
export type PublicEntry = { readonly specifier: string; readonly declarations: readonly PublicDeclaration[] };

/**
 * Reads what each package offers to others.
 *
 * @param packages Members of the workspace.
 * @returns Entries by package folder.
 */
export function publicInterfaces(packages: readonly Member[]): ReadonlyMap<string, readonly PublicEntry[]> {
  const sources = packages.flatMap(({ entries }) => entries.map(({ source }) => `${root}/${source}`));
  const emit: ts.CompilerOptions = {
    noEmit: false,
    emitDeclarationOnly: true,
    declarationMap: false,
    removeComments: true,
  };
  const program = ts.createProgram(sources, { ...compilerOptions(), ...emit, outDir: `${root}/dist`, rootDir: root });
  const checker = program.getTypeChecker();
  const textOf = declarationTexts(program);
  const declarationsOf = (source: string): PublicDeclaration[] => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(`${root}/${source}`)!)!;
    return checker
      .getExportsOfModule(module)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((symbol) => ({
        name: symbol.name,
        text: textOf(symbol),
        file: relative(root, symbol.declarations![0]!.getSourceFile().fileName).replaceAll("\\", "/"),
        isFunction: (symbol.flags & ts.SymbolFlags.Function) !== 0,
        docTags: symbol.getJsDocTags(checker).map(({ name }) => name),
      }));
  };
  return new Map(
    packages.map(({ folder, entries }) => [
      folder,
      entries.map(({ specifier, source }) => ({ specifier, declarations: declarationsOf(source) })),
    ]),
  );
}

/** Gives the text that a symbol has in the declaration file of its source. */
function declarationTexts(program: ts.Program): (symbol: ts.Symbol) => string {
  const emitted = new Map<ts.SourceFile, ts.SourceFile>();
  const declarationFile = (source: ts.SourceFile): ts.SourceFile => {
    let text = "";
    program.emit(source, (_, output) => (text = output), undefined, true);
    return ts.createSourceFile(source.fileName, text, ts.ScriptTarget.Latest, true);
  };
  return (symbol) => {
    const source = symbol.declarations![0]!.getSourceFile();
    const file = emitted.get(source) ?? declarationFile(source);
    emitted.set(source, file);
    return file.statements
      .filter((statement) => namesOf(statement).includes(symbol.name))
      .map((statement) => statement.getText().replace(/^export declare /, "export "))
      .join("\n");
  };
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
  return name === undefined ? [] : [name.text];
}
