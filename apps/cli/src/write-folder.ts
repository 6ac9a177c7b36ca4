import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/**
 * Makes sure that results can be written to a folder, and leaves no trace: a trial, so that what can't work is known
 * before the work begins.
 *
 * @throws Error that names the folder, or the file in it, if they can't be written.
 */
export async function checkOutputFolder(path: string, names: readonly string[]): Promise<void> {
  const target = resolveFolder(path);
  await attempt(path, async () => {
    const made = await makeFolder(target);
    const aside = await mkdtemp(join(target, ".writing-"));
    await rm(made ?? aside, { recursive: true });
  });
  for (const name of names) {
    if (await isFolder(join(target, name))) {
      throw new Error(`--out: ${name} must be a file that can be replaced, got a folder in ${path}`);
    }
  }
}

/**
 * Writes files into a folder, making it where it doesn't exist: all aside first, then renamed into place, in order.
 * Files of other names are left alone.
 *
 * @throws Error that names the folder if it can't be written.
 */
export async function writeFolder(path: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const target = resolveFolder(path);
  await attempt(path, async () => {
    await makeFolder(target);
    const aside = await mkdtemp(join(target, ".writing-"));
    try {
      for (const [name, content] of Object.entries(files)) await writeFile(join(aside, name), content);
      for (const name of Object.keys(files)) await rename(join(aside, name), join(target, name));
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
}

function resolveFolder(path: string): string {
  if (path === "") throw new RangeError("--out: the folder must have a name, got none");
  return resolve(path);
}

async function attempt(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`--out: the folder must be writable, got ${path} (${systemCode(error)})`, { cause: error });
  }
}

/**
 * Makes a folder and the folders it lies in (mkdir's own `recursive` never ends on some file systems).
 *
 * @returns The outermost folder that was made; undefined if all were there.
 */
async function makeFolder(path: string): Promise<string | undefined> {
  if (await isFolder(path)) return undefined;
  const outermost = (await isFolder(dirname(path))) ? undefined : await makeFolder(dirname(path));
  await mkdir(path);
  return outermost ?? path;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
