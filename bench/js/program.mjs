// What every program here shares: its input (the layout is in src/input.ts), and what it is asked on standard input, a
// line at a time:
//   write PATH   do the job once and write its numbers to PATH, as raw float64
//   run COUNT    do the job COUNT times and print {"cpuSeconds": S}, S the CPU time of one
// They are plain JavaScript on plain Node and import the built packages, as users run them.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

/** Reads the input that the command line names. */
export function readInput() {
  const { buffer, byteOffset } = readFileSync(process.argv[2]);
  const [numTokens, numStates, batch, length] = new Int32Array(buffer, byteOffset, 4);
  let end = byteOffset + 16;
  const take = (type, count) => {
    const array = new type(buffer, end, count);
    end += array.byteLength;
    return array;
  };
  const initialBelief = take(Float64Array, numStates);
  const labeledTransitions = take(Float64Array, numTokens * numStates ** 2);
  take(Float64Array, numStates ** 2 + numStates * numTokens); // the emission form
  const hmm = { name: "bench", numTokens, numStates, labeledTransitions, initialBelief };
  return { hmm, tokens: { shape: [batch, length], data: take(Int32Array, batch * length) }, length };
}

/**
 * Serves standard input until it ends.
 *
 * @param job Does the job once, asynchronously if it likes.
 * @param numbers Arrays that show it was done right; default: what `job` returns.
 */
export async function serve(job, numbers = job) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [request, argument] = line.split(" ");
    if (request === "write") {
      writeNumbers(argument, await numbers());
      console.log("{}");
    } else {
      const count = Number(argument);
      const start = process.cpuUsage(); // of the whole process: compiler and collector threads count too
      for (let i = 0; i < count; i++) await job();
      const { user, system } = process.cpuUsage(start);
      console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 / count }));
    }
  }
}

function writeNumbers(path, arrays) {
  const file = openSync(path, "w");
  for (const array of arrays) {
    const { buffer, byteOffset, byteLength } = Float64Array.from(array);
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    for (let at = 0; at < byteLength;) at += writeSync(file, bytes, at);
  }
  closeSync(file);
}
