import { type Plugin } from "vite";

const query = "?code=";

/** The address of a module whose source is in the address itself; it resolves its imports as `importer` would. */
export function moduleOfCode(code: string, importer: string): string {
  return `${importer}${query}${Buffer.from(code).toString("base64url")}&lang.ts`;
}

/** Lets tests import the modules that `moduleOfCode` names. */
export function codeInQuery(): Plugin {
  return {
    name: "code-in-query",
    enforce: "pre",
    resolveId: (id) => (id.includes(query) ? id : undefined),
    load(id) {
      const start = id.indexOf(query);
      if (start < 0) return undefined;
      return Buffer.from(id.slice(start + query.length, id.lastIndexOf("&")), "base64url").toString();
    },
  };
}
