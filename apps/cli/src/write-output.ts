import { rmSync } from "node:fs";
import { type FileHandle, mkdtemp, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { createSpool } from "./spool.ts";
import type { Output } from "./terminal.ts";

/** Takes data piece by piece; what is awaited is that there is room for more. */
export type Sink = { write(data: string | Uint8Array): Promise<void> };

/**
 * Does work that writes one file, piece by piece. The file appears whole or not at all: it is written aside, then renamed
 * into place; if the work throws or the process exits, what was written is removed. Devices and pipes are written to
 * directly.
 *
 * @param path The file; "-" is stdout.
 * @param options.whole Also stdout gets everything or nothing: what is written is kept on disk until the work is done.
 * @returns What the work returns.
 * @throws Error that names the file if it can't be written, before the work begins if that is known.
 */
export async function writeOutput<T>(
  path: string,
  stdout: Output,
  work: (sink: Sink) => Promise<T>,
  options: { readonly whole?: boolean } = {},
): Promise<T> {
  if (path === "-") {
    const sink: Sink = { write: (data) => new Promise((done) => stdout.write(data, done)) };
    return options.whole ? writeWhole(sink, work) : work(sink);
  }
  const kind = await writableKind(path);
  if (kind === "file") return writeAside(path, work);
  const handle = await attempt(path, () => open(path, "w"));
  try {
    return await work(sinkOf(path, handle));
  } finally {
    await handle.close();
  }
}

async function writeWhole<T>(sink: Sink, work: (sink: Sink) => Promise<T>): Promise<T> {
  const spool = await createSpool("-");
  try {
    const result = await work(spool);
    await spool.copyTo(sink);
    return result;
  } finally {
    await spool.close();
  }
}

async function writeAside<T>(path: string, work: (sink: Sink) => Promise<T>): Promise<T> {
  const target = await realpath(path).catch(() => resolve(path)); // a link stays a link
  const aside = await attempt(path, () => mkdtemp(join(dirname(target), ".writing-")));
  const clear = (): void => rmSync(aside, { recursive: true, force: true });
  process.on("exit", clear);
  const draft = join(aside, basename(target));
  let handle: FileHandle | undefined;
  try {
    handle = await attempt(path, () => open(draft, "w"));
    const result = await work(sinkOf(path, handle));
    await handle.close();
    await attempt(path, () => rename(draft, target));
    return result;
  } finally {
    await handle?.close();
    await rm(aside, { recursive: true, force: true });
    process.off("exit", clear);
  }
}

/**
 * Makes sure, before the work begins, that a file can be written, and leaves no trace.
 *
 * @throws Error that names the file if it can't.
 */
export async function checkOutput(path: string): Promise<void> {
  if ((await writableKind(path)) !== "file") return;
  const aside = await attempt(path, () => mkdtemp(join(dirname(resolve(path)), ".writing-")));
  await rm(aside, { recursive: true });
}

async function writableKind(path: string): Promise<"file" | "other"> {
  if (path === "") throw new RangeError("--out: the file must have a name, got none");
  const kind = await kindOf(path);
  if (kind === "folder") throw new Error(`--out: the file must be one that can be replaced, got the folder ${path}`);
  return kind;
}

/** Folder, ordinary file (also one that is to be), or anything else: a device, a pipe. */
async function kindOf(path: string): Promise<"folder" | "file" | "other"> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  } catch {
    return "file";
  }
}

function sinkOf(path: string, handle: FileHandle): Sink {
  return { write: (data) => attempt(path, () => handle.writeFile(data)) };
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Error(`--out: the file must be writable, got ${path} (${code})`, { cause: error });
  }
}
