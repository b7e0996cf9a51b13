/** The log with the filter as it is, as a file. The browser fetches it with its own cookie. */
import { useSearch } from "@tanstack/react-router";
import { auditExport } from "~/api/queries/audit";
import { Button } from "~/components/Button";
import { Menu, MenuItem } from "~/components/Menu";
import { filterOf, searchOf } from "./filter";

export function Exports() {
  const filter = filterOf(searchOf(useSearch({ from: "/frame/audit" })));
  return (
    <Menu button={<Button icon="file">Export audit</Button>}>
      <MenuItem asChild>
        <a href={auditExport("jsonl", filter)} download>
          JSON lines
        </a>
      </MenuItem>
      <MenuItem asChild>
        <a href={auditExport("csv", filter)} download>
          CSV
        </a>
      </MenuItem>
    </Menu>
  );
}
