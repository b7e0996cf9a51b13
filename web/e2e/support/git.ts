/** A bare repository on this machine's disk, and somebody outside who has a clone of it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Files by path; null takes one away. */
export type Files = Record<string, string | null>;

export class Repository {
  readonly bare: string;
  private readonly clone: string;

  constructor(private readonly folder: string) {
    this.bare = join(folder, "network.git");
    this.clone = join(folder, "clone");
    this.git(folder, "init", "--quiet", "--bare", "--initial-branch=main", this.bare);
    this.git(folder, "clone", "--quiet", this.bare, this.clone);
  }

  get url(): string {
    return pathToFileURL(this.bare).href;
  }

  /** Commits files from outside onto what the branch has, pushes, and gives the commit. `at`: when, as it claims; now when left out. */
  push(message: string, files: Files, at?: Date): string {
    if (this.git(this.bare, "branch", "--list", "main") !== "") {
      this.git(this.clone, "pull", "--quiet", "--ff-only", "origin", "main");
    }
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.clone, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
    this.git(this.clone, "add", "--all");
    this.gitAt(at, this.clone, "commit", "--quiet", "--message", message);
    this.git(this.clone, "push", "--quiet", "origin", "HEAD:main");
    return this.head();
  }

  /** Makes a branch at what `main` has. */
  branch(name: string): void {
    this.git(this.bare, "branch", name, "main");
  }

  /** Copies it, as to another host, and gives the copy's URL. */
  copy(name: string): string {
    const copy = join(this.folder, name);
    this.git(this.folder, "clone", "--quiet", "--bare", this.bare, copy);
    return pathToFileURL(copy).href;
  }

  /** Takes it away for good. */
  remove(): void {
    rmSync(this.bare, { recursive: true });
  }

  /** Makes the remote decline every push from now on, with these words. */
  decline(words: string): void {
    const hook = join(this.bare, "hooks", "pre-receive");
    writeFileSync(hook, `#!/bin/sh\necho '${words}' >&2\nexit 1\n`, { mode: 0o755 });
  }

  /** The commit that the branch is at. */
  head(): string {
    return this.git(this.bare, "rev-parse", "main");
  }

  /** How many commits the branch has. */
  commits(): number {
    return Number(this.git(this.bare, "rev-list", "--count", "main"));
  }

  /** A file as the branch has it. */
  read(path: string): string {
    return this.git(this.bare, "show", `main:${path}`);
  }

  /** The id of a file's content on the branch: the same where every byte is. */
  blob(path: string): string {
    return this.git(this.bare, "rev-parse", `main:${path}`);
  }

  /** The lines that the last commit took away and added, without context. */
  lastDiff(): string[] {
    const shown = this.git(this.bare, "show", "--format=", "--unified=0", "main");
    return shown.split("\n").filter((line) => /^[-+](?![-+])/.test(line));
  }

  /** The first line of the last commit's message. */
  lastSubject(): string {
    return this.git(this.bare, "show", "--no-patch", "--format=%s", "main");
  }

  /** `name <address>` of the last commit's author. */
  lastAuthor(): string {
    return this.git(this.bare, "show", "--no-patch", "--format=%an <%ae>", "main");
  }

  private git(folder: string, ...args: string[]): string {
    return this.gitAt(undefined, folder, ...args);
  }

  private gitAt(at: Date | undefined, folder: string, ...args: string[]): string {
    const who = { NAME: "Olga Outside", EMAIL: "olga@example.org" };
    const env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: who.NAME,
      GIT_AUTHOR_EMAIL: who.EMAIL,
      GIT_COMMITTER_NAME: who.NAME,
      GIT_COMMITTER_EMAIL: who.EMAIL,
      ...(at && { GIT_AUTHOR_DATE: at.toISOString(), GIT_COMMITTER_DATE: at.toISOString() }),
    };
    return execFileSync("git", args, {
      cwd: folder,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
  }
}
