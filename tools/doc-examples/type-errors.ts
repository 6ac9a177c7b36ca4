import ts from "typescript";
import { compilerOptions } from "../workspace.ts";

/** What the compiler says of a line, counted from 0. */
type Mistake = { readonly line: number; readonly message: string };

/**
 * Checks pieces of code as modules of the workspace, without writing them anywhere.
 *
 * @param modules Code by the path that it would have.
 * @returns The errors of each module.
 */
export function typeErrors(modules: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Mistake[]> {
  const options: ts.CompilerOptions = { ...compilerOptions(), noUnusedLocals: false, noUnusedParameters: false };
  const disk = ts.createCompilerHost(options, true);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => modules.has(path) || disk.fileExists(path),
    readFile: (path) => modules.get(path) ?? disk.readFile(path),
    getSourceFile: (path, languageVersion) => {
      const code = modules.get(path);
      if (code === undefined) return disk.getSourceFile(path, languageVersion);
      return ts.createSourceFile(path, code, languageVersion, true);
    },
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return new Map(
    [...modules.keys()].map((path) => {
      const file = program.getSourceFile(path)!;
      const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [
        path,
        diagnostics.map(({ start, messageText }) => {
          const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
          return { line, message: ts.flattenDiagnosticMessageText(messageText, "\n") };
        }),
      ] as const;
    }),
  );
}
