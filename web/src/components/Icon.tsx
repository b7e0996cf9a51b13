/** Our own few icons, 16 px, drawn with lines. */
const PATHS = {
  overview: "M2.5 2.5h4.5v5h-4.5z M9 2.5h4.5v3H9z M9 8h4.5v5.5H9z M2.5 10h4.5v3.5h-4.5z",
  fabrics: "M8 2.5v3 M3.5 10.5v-2h9v2 M8 5.5v3 M6 2.5h4v3H6z M1.5 10.5h4v3h-4z M10.5 10.5h4v3h-4z",
  changes: "M4 2.5v11 M12 6v7.5 M4 5.5h5a3 3 0 0 1 3 3 M2 4.5l2-2 2 2",
  conflicts: "M2.5 8h3.5 M10 8h3.5 M7 11.5l2-7",
  drift: "M1.5 7c1.6-3 3.2-3 4.3-1s2.7 2 4.4 0 2.7-2 4.3 0 M1.5 11.5c1.6-3 3.2-3 4.3-1s2.7 2 4.4 0 2.7-2 4.3 0",
  clusters:
    "M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9z M8 1.8v4 M2.6 11.1l3.5-2 M13.4 11.1l-3.5-2 M8 5.8l2 1.2v2.3l-2 1.2-2-1.2V7z",
  activity: "M1.5 8h3l2-4.5 3 9 2-4.5h3",
  repositories: "M3 2.5h10v11H3z M3 10.5h10 M5.5 5h5",
  credentials: "M6 10a3 3 0 1 1 0-.1z M8.5 8.5l5-5 M11 6l2 2",
  audit: "M3 2.5h10v11H3z M5.5 6h5 M5.5 8.5h5 M5.5 11h3",
  people: "M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z M3 13.5c0-3 2-4.5 5-4.5s5 1.5 5 4.5",
  settings: "M2.5 4.5h6 M11.5 4.5h2 M10 3v3 M2.5 11.5h2 M7.5 11.5h6 M6 10v3",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z M10.5 10.5l3 3",
  check: "M3 8.5l3.5 3.5 6.5-8",
  cross: "M4 4l8 8 M12 4l-8 8",
  plus: "M8 3v10 M3 8h10",
  sync: "M13 6.5A5.2 5.2 0 0 0 3.5 5 M3 9.5A5.2 5.2 0 0 0 12.5 11 M3.5 2.5V5H6 M12.5 13.5V11H10",
  download: "M8 2.5v8 M4.5 7.5L8 11l3.5-3.5 M3 13.5h10",
  copy: "M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  up: "M4 10l4-4 4 4",
  warning: "M8 2.5l6 11H2z M8 6.5v3.5 M8 11.5v.5",
  error: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M8 5v4 M8 10.7v.6",
  info: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M8 7.5V11 M8 5v.5",
  help: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M6.2 6.5a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.7-.8 1.4 M8 11.4v.1",
  columns: "M2.5 3h11v10h-11z M6.2 3v10 M9.8 3v10",
  grip: "M6 4h.01 M10 4h.01 M6 8h.01 M10 8h.01 M6 12h.01 M10 12h.01",
  policies: "M3 3.5h6 M3 8h3.5 M3 12.5h6 M11 3.5l1.2 1.2 2-2.4 M9.5 8h4 M11 12.5l1.2 1.2 2-2.4",
  more: "M3 8h.01 M8 8h.01 M13 8h.01",
  fold: "M3 8h10",
  external: "M9 3h4v4 M13 3L7.5 8.5 M11 9v4H3V5h4",
  file: "M4 2h5.5L12 4.5V14H4z M9.5 2v2.5H12",
  edit: "M3 13l.8-3L10.5 3.3l2.2 2.2L6 12.2z",
  trash: "M3 4.5h10 M6.5 4.5v-2h3v2 M4.5 4.5l.5 9h6l.5-9",
  lock: "M4 7.5h8v6H4z M5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M8 4.5V8l2.5 1.5",
} as const;

export type IconName = keyof typeof PATHS;

/** Always beside words or inside something that has a label: it has none itself. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <path d={PATHS[name]} stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
