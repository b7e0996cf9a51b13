/** The sorts of conflict (crates/model/src/states.rs), in the order in which they are offered. */
import type { ConflictKind } from "~/api/types";

export const SORTS: readonly ConflictKind[] = [
  "edit/edit",
  "edit/delete",
  "delete/edit",
  "add/add",
  "type change",
  "list order",
  "api version",
  "commented out/edit",
  "cross-resource",
  "duplicate identity",
];
