import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** A folder that was found writable before the work began. */
export type OutputFolder = {
  readonly path: string;
  /** Writes all files aside, then renames them into place; files of other names are left alone. */
  write(files: Readonly<Record<string, Uint8Array | string>>): Promise<void>;
  /** Forgets the folder: what was made for it and not written is removed. */
  discard(): Promise<void>;
};

/**
 * Opens a folder for results, making it where it doesn't exist, so that an unwritable one is known at the start.
 *
 * @throws Error that names the folder if it can't be made or written.
 */
export async function openOutputFolder(path: string): Promise<OutputFolder> {
  const target = resolve(path);
  let made: string | undefined;
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new Error(`--out: the folder must be writable, got ${path} (${systemCode(error)})`, { cause: error });
    }
  };
  const aside = await attempt(async () => {
    made = await makeFolder(target);
    return mkdtemp(join(target, ".writing-"));
  });
  return {
    path,
    write: (files) =>
      attempt(async () => {
        for (const [name, content] of Object.entries(files)) await writeFile(join(aside, name), content);
        for (const name of Object.keys(files)) await rename(join(aside, name), join(target, name));
        made = undefined;
        await rm(aside, { recursive: true, force: true });
      }),
    discard: () => rm(made ?? aside, { recursive: true, force: true }),
  };
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
