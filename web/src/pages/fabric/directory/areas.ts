/** The files of a fabric's directory by area, those with something to say first. Pure. */
import type { FileView } from "~/api/types";

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

/** The lower the worse. */
export function worstOf(file: FileView): number {
  const ranks = file.findings.map((finding) => SEVERITIES.indexOf(finding.severity));
  return Math.min(SEVERITIES.length, ...ranks);
}
