/** The files of a fabric's directory by area, those with something to say first. Pure. */
import type { FileView, FindingView } from "~/api/types";
import { findingId } from "~/features/finding/place";

export type Area = FileView["area"];

export interface AreaFiles {
  area: Area;
  files: FileView[];
  errors: number;
  warnings: number;
}

const ORDER: readonly Area[] = ["raw", "loose", "managed", "aside", "unmanaged"];
const SEVERITIES = ["error", "warning", "info"];

/** What stays in raw/ waits for somebody, so it comes first; the last are the files that nobody reads. */
export function areasOf(files: readonly FileView[]): AreaFiles[] {
  return ORDER.map((area) => {
    const own = files.filter((file) => file.area === area);
    const findings = own.flatMap((file) => file.findings);
    return {
      area,
      files: [...own].sort((a, b) => worstOf(a) - worstOf(b) || a.path.localeCompare(b.path)),
      errors: findings.filter((finding) => finding.severity === "error").length,
      warnings: findings.filter((finding) => finding.severity === "warning").length,
    };
  }).filter(({ files: own }) => own.length > 0);
}

/** A line of what is told of files: a file, or a finding in the one before it. */
interface FileLine {
  file: FileView;
  finding?: FindingView;
}

/** The files with something to say, each before its findings. */
export function linesOf(files: readonly FileView[]): FileLine[] {
  return files
    .filter((file) => file.findings.length > 0)
    .flatMap((file) => [{ file }, ...file.findings.map((finding) => ({ file, finding }))]);
}

export function lineId({ file, finding }: FileLine): string {
  return finding ? `${file.path} ${findingId(finding)}` : file.path;
}

/** The lower the worse. */
export function worstOf(file: FileView): number {
  const ranks = file.findings.map((finding) => SEVERITIES.indexOf(finding.severity));
  return Math.min(SEVERITIES.length, ...ranks);
}
