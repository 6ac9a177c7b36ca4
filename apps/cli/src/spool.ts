import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Sink } from "./write-output.ts";

/** Keeps data on disk until what must stand before it is known. */
export type Spool = Sink & {
  /** Gives everything written, in order. */
  copyTo(sink: Sink): Promise<void>;
  close(): Promise<void>;
};

/** Bytes kept in memory before they are written, and copied at a time. */
const BLOCK = 2 ** 18;

/**
 * Makes an empty spool. Its file has no name by the time this returns, so that nothing of it can stay behind.
 *
 * @param out The file that the data is for, beside which the spool lies; for "-", stdout, in the folder for temporary files.
 */
export async function createSpool(out: string): Promise<Spool> {
  const folder = await mkdtemp(join(out === "-" ? tmpdir() : dirname(resolve(out)), ".writing-"));
  const file = await open(join(folder, "spool"), "w+");
  await rm(folder, { recursive: true });
  let waiting: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) await file.writeFile(Buffer.concat(waiting));
    [waiting, size] = [[], 0];
  };
  return {
    async write(data) {
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      waiting.push(bytes);
      size += bytes.length;
      if (size >= BLOCK) await flush();
    },
    async copyTo(sink) {
      await flush();
      for (let position = 0; ;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(BLOCK), 0, BLOCK, position);
        if (bytesRead === 0) return;
        await sink.write(buffer.subarray(0, bytesRead));
        position += bytesRead;
      }
    },
    close: () => file.close(),
  };
}
