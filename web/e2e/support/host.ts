/** A Git host over HTTP or HTTPS that lets in whoever knows its one token, which it may change. */
import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { basename, dirname } from "node:path";

export class GitHost {
  private readonly server: Server;

  private constructor(
    private readonly bare: string,
    public token: string,
    private readonly tls?: ServerOptions,
  ) {
    const answer = (request: IncomingMessage, response: ServerResponse) => this.serve(request, response);
    this.server = tls ? createSecureServer(tls, answer) : createServer(answer);
  }

  /** Serves one bare repository on a free port of this machine; with certificates, by TLS. */
  static async serve(bare: string, token: string, tls?: ServerOptions): Promise<GitHost> {
    const host = new GitHost(bare, token, tls);
    await new Promise<void>((listening) => host.server.listen(0, "127.0.0.1", listening));
    return host;
  }

  get url(): string {
    return `${this.tls ? "https" : "http"}://127.0.0.1:${(this.server.address() as AddressInfo).port}/${basename(this.bare)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const given = /^Basic (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const password = Buffer.from(given, "base64").toString().split(":").slice(1).join(":");
    if (password !== this.token) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
    const backend = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: dirname(this.bare),
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "http.receivepack",
        GIT_CONFIG_VALUE_0: "true",
        REMOTE_USER: "deploy",
        REQUEST_METHOD: request.method,
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    request.pipe(backend.stdin);
    answer(backend.stdout, response);
  }
}

/** Gives what a CGI program says on: its head, then the rest. */
function answer(said: NodeJS.ReadableStream, response: ServerResponse): void {
  let head: Buffer | undefined = Buffer.alloc(0);
  said.on("data", (piece: Buffer) => {
    if (head === undefined) return void response.write(piece);
    head = Buffer.concat([head, piece]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    let status = 200;
    for (const line of head.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(/: (.*)/s);
      if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status).write(head.subarray(end + 4));
    head = undefined;
  });
  said.on("end", () => response.end());
}
