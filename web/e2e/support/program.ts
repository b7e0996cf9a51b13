/** A real server on a data directory of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";

/** How long a server may take to serve, and to end. */
const PATIENCE_MS = 30_000;

export interface Ready {
  url: string;
  /** The installation's administrator token. */
  token: string;
}

export class Program {
  private child: ChildProcess | undefined;
  private port = 0;
  private now: Ready | undefined;
  readonly data: string;
  readonly log: string;

  constructor(private readonly folder: string) {
    this.data = join(folder, "data");
    this.log = join(folder, "server.log");
  }

  get ready(): Ready {
    if (this.now === undefined) throw new Error("the server was not started");
    return this.now;
  }

  /** Starts the server, or starts it again at the same address. */
  async start(): Promise<void> {
    const program = process.env.HEDGEROW_PROGRAM;
    if (!program) throw new Error("HEDGEROW_PROGRAM must name the program to test; `cargo xtask test` sets it");
    const file = join(this.folder, "ready.json");
    const log = openSync(this.log, "a");
    const child = spawn(
      program,
      ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`, "--ready-file", file],
      {
        // an environment of its own: nothing of who runs the tests may matter
        env: { PATH: process.env.PATH, HOME: this.folder, HEDGEROW_POLL_SECONDS: "1" },
        stdio: ["ignore", log, log],
      },
    );
    this.child = child;
    await until("serve", (done, failed) => {
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`the server ended (${code}):\n${this.lastWords()}`)));
      const look = () => {
        if (existsSync(file)) done();
      };
      const watcher = watch(this.folder, look);
      look();
      return () => watcher.close();
    });
    this.now = JSON.parse(readFileSync(file, "utf8")) as Ready;
    this.port = Number(new URL(this.now.url).port);
  }

  /** Ends the server in good order. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await until("end", (done) => {
      child.removeAllListeners("exit").once("exit", () => done());
      child.kill("SIGTERM");
    }).catch((error) => {
      child.kill("SIGKILL");
      throw error;
    });
  }

  /** The end of the server's log. */
  lastWords(): string {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").split("\n").slice(-40).join("\n") : "";
  }
}

/** Waits for something that calls `done`; `begin` may give back how to leave off waiting. */
function until(
  what: string,
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to leave off
  begin: (done: () => void, failed: (error: Error) => void) => (() => void) | void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let leave: (() => void) | undefined;
    const end = (act: () => void) => {
      clearTimeout(timer);
      leave?.();
      act();
    };
    const late = () => reject(new Error(`the server does not ${what} within ${PATIENCE_MS} ms`));
    const timer = setTimeout(() => end(late), PATIENCE_MS);
    leave = begin(
      () => end(resolve),
      (error) => end(() => reject(error)),
    ) as (() => void) | undefined;
  });
}
