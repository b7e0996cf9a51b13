/** A unified diff: by file, foldable, with the words that differ; the lines that it leaves out open where their text can be read. */
import { type ReactNode, useMemo, useState } from "react";
import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { type Fold, foldsOf } from "~/lib/diff/folded";
import { type DiffLine, type FileDiff, type Hunk, parseDiff } from "~/lib/diff/parse";
import { type Span, wordDiff } from "~/lib/diff/words";
import { count, number } from "~/lib/words";
import styles from "./DiffView.module.css";
import { type Opening, useFolds, type Whole } from "./useFolds";

/** Files with more lines start folded. */
const MANY_LINES = 600;

interface Props {
  diff: string;
  /** What stands there when it has no files. */
  empty?: ReactNode;
  /** Something beside a file's name, such as the resource it holds. */
  besidePath?: (path: string) => ReactNode;
  /** What its files are called, in the singular. */
  thing?: string;
  /** Where the whole text of a file is read; lines that the diff leaves out stay folded without it. */
  wholeOf?: (file: FileDiff, at: number) => Whole | undefined;
}

export function DiffView({ diff, empty = "No difference.", besidePath, thing = "file", wholeOf }: Props) {
  const files = useMemo(() => parseDiff(diff), [diff]);
  if (files.length === 0) return <p className="soft">{empty}</p>;
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <div className={styles.diff}>
      <div className="line small soft">
        <span>{count(files.length, thing)}</span>
        <Numbers added={added} removed={removed} />
        <CopyButton text={diff} label="Copy the diff" />
      </div>
      {files.map((file, at) => (
        <File
          key={`${at.toString()}:${file.from ?? ""}:${file.path}`}
          file={file}
          beside={besidePath?.(file.path)}
          whole={wholeOf?.(file, at)}
        />
      ))}
    </div>
  );
}

function Numbers({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="mono">
      <span className={styles.plus} title={count(added, "line added", "lines added")}>
        +{number(added)}
      </span>{" "}
      <span className={styles.minus} title={count(removed, "line removed", "lines removed")}>
        −{number(removed)}
      </span>
    </span>
  );
}

interface FileProps {
  file: FileDiff;
  beside: ReactNode;
  whole: Whole | undefined;
}

function File({ file, beside, whole }: FileProps) {
  const lines = file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  const [isOpen, setOpen] = useState(lines <= MANY_LINES);
  return (
    <section className={`panel ${styles.file}`} aria-label={file.path}>
      <div className={styles.head}>
        <button type="button" className={styles.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? "down" : "right"} size={12} />
          <span className="mono">
            {file.from && <span className="muted">{file.from} → </span>}
            {file.path}
          </span>
        </button>
        {file.what !== "changed" && <span className="small soft">{file.what}</span>}
        {beside}
        <Numbers added={file.added} removed={file.removed} />
      </div>
      {isOpen && <Content file={file} whole={whole} />}
    </section>
  );
}

function Content({ file, whole }: { file: FileDiff; whole: Whole | undefined }) {
  const { above, below } = useMemo(() => foldsOf(file), [file]);
  const opening = useFolds(file, whole);
  if (file.isBinary) return <p className={`soft ${styles.note}`}>A binary file.</p>;
  if (file.hunks.length === 0) return <p className={`soft ${styles.note}`}>Its content does not change.</p>;
  return (
    <section
      className={styles.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label={`Lines of ${file.path}`}
    >
      <table className={styles.lines}>
        <tbody>
          {file.hunks.map((hunk, at) => (
            <HunkRows key={hunk.header} hunk={hunk} fold={above[at]} opening={opening} />
          ))}
          {opening && below && <Folded fold={below} opening={opening} />}
        </tbody>
      </table>
    </section>
  );
}

interface HunkProps {
  hunk: Hunk;
  fold: Fold | undefined;
  opening: Opening | undefined;
}

function HunkRows({ hunk, fold, opening }: HunkProps) {
  const spans = useMemo(() => spansOf(hunk.lines), [hunk]);
  return (
    <>
      {fold && <Folded fold={fold} opening={opening} />}
      {hunk.lines.map((line, at) => (
        <Line key={at.toString()} line={line} spans={spans.get(line)} />
      ))}
    </>
  );
}

/** Lines that the diff leaves out: how many, or what they are once they are opened. */
function Folded({ fold, opening }: { fold: Fold; opening: Opening | undefined }) {
  const lines = opening?.linesOf(fold);
  if (lines) return lines.map((line) => <Line key={line.before} line={line} spans={undefined} />);
  const words = fold.count === undefined ? "The rest of the text" : `${count(fold.count, "line")} without a difference`;
  return (
    <tr className={styles.skipped}>
      <td colSpan={4}>
        {opening ? (
          <button
            type="button"
            className={styles.unfold}
            aria-disabled={opening.isPending}
            onClick={() => opening.open(fold)}
          >
            <Icon name="right" size={12} />
            {words}
          </button>
        ) : (
          words
        )}
        {opening?.problem && <span role="alert"> {opening.problem}</span>}
      </td>
    </tr>
  );
}

const MARKS = { same: "", added: "+", removed: "−", note: "" };
const WORDS = { same: "", added: "added: ", removed: "removed: ", note: "" };

function Line({ line, spans }: { line: DiffLine; spans: Span[] | undefined }) {
  return (
    <tr className={styles[line.kind]}>
      <td className={styles.number}>{line.before}</td>
      <td className={styles.number}>{line.after}</td>
      <td className={styles.mark}>
        <span aria-hidden="true">{MARKS[line.kind]}</span>
        <span className="visually-hidden">{WORDS[line.kind]}</span>
      </td>
      <td className={styles.text}>
        {spans
          ? spans.map((span, at) => (
              <span key={at.toString()} className={span.isChanged ? styles.word : undefined}>
                {span.text}
              </span>
            ))
          : line.text}
      </td>
    </tr>
  );
}

/** Pairs removed lines with the added ones that follow them, and finds the words that differ. */
function spansOf(lines: readonly DiffLine[]): Map<DiffLine, Span[]> {
  const found = new Map<DiffLine, Span[]>();
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const pair = () => {
    if (removed.length === added.length) {
      removed.forEach((line, at) => {
        const other = added[at];
        if (!other) return;
        const { before, after } = wordDiff(line.text, other.text);
        found.set(line, before);
        found.set(other, after);
      });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === "removed") {
      if (added.length > 0) pair();
      removed.push(line);
    } else if (line.kind === "added") added.push(line);
    else pair();
  }
  pair();
  return found;
}
