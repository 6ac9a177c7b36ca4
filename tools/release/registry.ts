import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

/** What a client sends to publish one version of a package. */
type Publication = {
  readonly name: string;
  readonly versions: Readonly<Record<string, { readonly dist?: object }>>;
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
};

/** A package registry that lives in memory and listens on this machine only. */
export type Registry = {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  /** The published packages' tarballs, by `name@version`. */
  readonly tarballs: ReadonlyMap<string, Buffer>;
  /** Where a published tarball can be fetched. */
  tarballUrl(name: string, version: string): string;
  close(): Promise<void>;
};

/**
 * Starts a registry that knows what npm, pnpm and changesets ask of one: publish a version (once), read a package's
 * document, fetch a tarball.
 */
export async function startRegistry(): Promise<Registry> {
  const documents = new Map<
    string,
    { name: string; versions: Record<string, object>; "dist-tags": Record<string, string> }
  >();
  const tarballs = new Map<string, Buffer>();
  const tarballUrl = (name: string, version: string): string => `${url}-/${encodeURIComponent(`${name}@${version}`)}`;

  const publish = ({ name, versions, _attachments, "dist-tags": tags }: Publication): number => {
    const known = documents.get(name) ?? { name, versions: {}, "dist-tags": {} };
    const [[version, manifest]] = Object.entries(versions) as [[string, { dist?: object }]];
    const [attachment] = Object.values(_attachments);
    if (version in known.versions || attachment === undefined) return 403;
    known.versions[version] = { ...manifest, dist: { ...manifest.dist, tarball: tarballUrl(name, version) } };
    Object.assign(known["dist-tags"], tags);
    documents.set(name, known);
    tarballs.set(`${name}@${version}`, Buffer.from(attachment.data, "base64"));
    return 201;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(new URL(request.url!, url).pathname.slice(1));
    if (request.method === "PUT") {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const status = publish(JSON.parse(Buffer.concat(chunks).toString()) as Publication);
      response.writeHead(status).end("{}");
      return;
    }
    const found = path.startsWith("-/") ? tarballs.get(path.slice(2)) : documents.get(path);
    response.writeHead(found === undefined ? 404 : 200);
    response.end(Buffer.isBuffer(found) ? found : JSON.stringify(found ?? { error: "not found" }));
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, tarballs, tarballUrl, close };
}
