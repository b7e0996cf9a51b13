/** The documentation of the version that is built: `docs/plugin.ts` makes it from the files below `docs/`. */
declare module "virtual:docs" {
  import type { DocEntry } from "~/lib/docs/doc";
  /** The version that the documentation is of. */
  export const VERSION: string;
  export const DOCS: readonly DocEntry[];
}
