/** A unified diff as files, hunks and lines. Pure. */
export interface DiffLine {
  kind: "same" | "added" | "removed" | "note";
  text: string;
  /** Line numbers before and after, from 1. */
  before?: number;
  after?: number;
}

export interface Hunk {
  header: string;
  /** Lines before it that the diff leaves out; 0 at the start of the file. */
  skipped: number;
  lines: DiffLine[];
}

export interface FileDiff {
  /** Its path after the change; before it, where it is deleted. */
  path: string;
  /** Its path before, where it moved. */
  from: string | undefined;
  what: "added" | "changed" | "deleted" | "moved";
  isBinary: boolean;
  added: number;
  removed: number;
  hunks: Hunk[];
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

export function parseDiff(text: string): FileDiff[] {
  const reader = new Reader();
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const line of lines) reader.line(line);
  return reader.files;
}

class Reader {
  readonly files: FileDiff[] = [];
  private file: FileDiff | undefined;
  private hunk: Hunk | undefined;
  private before = 0;
  private after = 0;
  /** Lines that the hunk still announces: inside of it, nothing else is a header. */
  private left = { before: 0, after: 0 };

  line(line: string): void {
    if (this.hunk && (this.left.before > 0 || this.left.after > 0)) this.content(line, this.hunk);
    else if (line.startsWith("\\") && this.hunk) this.hunk.lines.push({ kind: "note", text: line.slice(2) });
    else this.header(line);
  }

  private header(line: string): void {
    const hunk = HUNK.exec(line);
    if (line.startsWith("diff --git ")) this.start(gitPath(line));
    else if (hunk) this.startHunk(line, hunk);
    else if (line.startsWith("--- ")) {
      const path = cleanPath(line.slice(4));
      // without a `diff --git` line, this is where a file starts
      if (!this.file || this.file.hunks.length > 0) this.start(path ?? "");
      if (path === undefined && this.file) this.file.what = "added";
      else if (path !== undefined && this.file) this.file.path = path;
    } else if (line.startsWith("+++ ") && this.file) {
      const path = cleanPath(line.slice(4));
      if (path === undefined) this.file.what = "deleted";
      else this.file.path = path;
    } else if (this.file) this.extended(line, this.file);
  }

  private extended(line: string, file: FileDiff): void {
    if (line.startsWith("new file")) file.what = "added";
    else if (line.startsWith("deleted file")) file.what = "deleted";
    else if (line.startsWith("rename from ")) {
      file.from = unquote(line.slice("rename from ".length));
      file.what = "moved";
    } else if (line.startsWith("rename to ")) file.path = unquote(line.slice("rename to ".length));
    else if (line.startsWith("Binary files ")) file.isBinary = true;
  }

  private start(path: string): void {
    this.hunk = undefined;
    this.file = { path, from: undefined, what: "changed", isBinary: false, added: 0, removed: 0, hunks: [] };
    this.files.push(this.file);
  }

  private startHunk(line: string, [, from = "", many = "1", to = "", more = "1"]: RegExpExecArray): void {
    const file = this.file;
    if (!file) return;
    const end = this.hunk ? this.before : 1;
    this.before = Number(from);
    this.after = Number(to);
    this.left = { before: Number(many), after: Number(more) };
    // an empty side is named by the line before it
    if (this.left.before === 0) this.before += 1;
    if (this.left.after === 0) this.after += 1;
    this.hunk = { header: line, skipped: Math.max(0, this.before - end), lines: [] };
    file.hunks.push(this.hunk);
  }

  private content(line: string, hunk: Hunk): void {
    const mark = line[0] ?? " ";
    const text = line.slice(1);
    if (mark === "\\") {
      hunk.lines.push({ kind: "note", text: line.slice(2) });
    } else if (mark === "+") {
      hunk.lines.push({ kind: "added", text, after: this.after });
      this.after += 1;
      this.left.after -= 1;
      if (this.file) this.file.added += 1;
    } else if (mark === "-") {
      hunk.lines.push({ kind: "removed", text, before: this.before });
      this.before += 1;
      this.left.before -= 1;
      if (this.file) this.file.removed += 1;
    } else {
      hunk.lines.push({ kind: "same", text, before: this.before, after: this.after });
      this.before += 1;
      this.after += 1;
      this.left.before -= 1;
      this.left.after -= 1;
    }
  }
}

/** `a/x/y.yaml` as `x/y.yaml`; nothing for `/dev/null`. */
function cleanPath(written: string): string | undefined {
  const path = unquote(written.replace(/\t.*$/, ""));
  if (path === "/dev/null") return undefined;
  return path.replace(/^[ab]\//, "");
}

/** The second path of `diff --git a/x b/x`. */
function gitPath(line: string): string {
  const paths = line.slice("diff --git ".length);
  const quoted = /"b\/((?:[^"\\]|\\.)*)"$/.exec(paths)?.[1];
  if (quoted !== undefined) return unquote(`"${quoted}"`);
  return paths.slice(paths.lastIndexOf(" b/") + 3);
}

/** A path as git quotes it where it has unusual bytes. */
function unquote(path: string): string {
  if (!path.startsWith('"') || !path.endsWith('"')) return path;
  const bytes: number[] = [];
  const inner = path.slice(1, -1);
  const short: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
  for (let at = 0; at < inner.length; at += 1) {
    const octal = /^\\([0-7]{3})/.exec(inner.slice(at, at + 4))?.[1];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8));
      at += 3;
    } else {
      if (inner[at] === "\\") at += 1;
      const character = inner[at] ?? "";
      const isEscape = inner[at - 1] === "\\" && character in short;
      bytes.push(...new TextEncoder().encode(isEscape ? short[character] : character));
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
