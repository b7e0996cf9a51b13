import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
  useParams,
} from "@tanstack/react-router";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import type { Column } from "./column";
import { DataTable } from "./DataTable";
import { changedRows } from "./glow";

interface Row {
  name: string;
  vlan: number;
}

const COLUMNS: Column<Row>[] = [
  { id: "name", header: "Name", value: (row) => row.name, cell: (row) => row.name },
  { id: "vlan", header: "VLAN", isNumber: true, isWide: true, value: (row) => row.vlan, cell: (row) => row.vlan },
  { id: "note", header: "Note", isHidden: true, isWide: true, cell: () => "a note" },
];

const ROWS: Row[] = [
  { name: "leaf-10", vlan: 1003 },
  { name: "leaf-2", vlan: 1001 },
  { name: "spine", vlan: 1002 },
];

function Thing() {
  const { name } = useParams({ strict: false }) as { name: string };
  return <h1>{name}</h1>;
}

let setRows: (rows: Row[]) => void;

interface Opened {
  filter?: (row: Row) => boolean;
  isSelectable?: boolean;
}

function Table({ filter, isSelectable = false }: Opened) {
  const [rows, set] = useState(ROWS);
  setRows = set;
  return (
    <DataTable
      label="Things"
      storeAs="things"
      rows={rows}
      filter={filter}
      rowId={(row) => row.name}
      columns={COLUMNS}
      href={(row) => `/things/${row.name}`}
      firstSort={{ column: "name", isDescending: false }}
      empty="Nothing here."
      toolbar={(shown) => `${shown} shown`}
      selecting={
        isSelectable
          ? {
              nameOf: (row) => row.name,
              thing: "thing",
              actions: (rows, done) => (
                <button type="button" onClick={done}>
                  Take {rows.map(({ name }) => name).join(", ")}
                </button>
              ),
            }
          : undefined
      }
    />
  );
}

async function open(how: Opened = {}) {
  const root = createRootRoute();
  const home = createRoute({ getParentRoute: () => root, path: "/", component: () => <Table {...how} /> });
  const thing = createRoute({
    getParentRoute: () => root,
    path: "/things/$name",
    component: Thing,
  });
  const router = createRouter({
    routeTree: root.addChildren([home, thing]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  render(<RouterProvider router={router as never} />);
  await screen.findByText(/ shown$/);
}

const names = () => screen.getAllByRole("rowheader").map((cell) => cell.textContent);

test("rows stand in the order people count in, and turn around by the head", async () => {
  await open();
  expect(names()).toEqual(["leaf-2", "leaf-10", "spine"]);
  const head = screen.getByRole("columnheader", { name: "VLAN" });
  await userEvent.click(within(head).getByRole("button"));
  expect(names()).toEqual(["leaf-2", "spine", "leaf-10"]);
  expect(head.getAttribute("aria-sort")).toBe("ascending");
  await userEvent.click(within(head).getByRole("button"));
  expect(names()).toEqual(["leaf-10", "spine", "leaf-2"]);
});

test("j, k and Enter go through the rows and open one", async () => {
  await open();
  screen.getByRole("region", { name: "Things" }).focus();
  await userEvent.keyboard("jjjk{Enter}");
  expect(await screen.findByRole("heading", { name: "leaf-10" })).toBeTruthy();
});

test("a filter that leaves nothing says how much there is without it", async () => {
  await open({ filter: () => false });
  expect(screen.getByText("0 shown")).toBeTruthy();
  expect(screen.getByText("3 rows without the filter.")).toBeTruthy();
});

test("columns can be chosen, and the browser remembers", async () => {
  await open();
  expect(screen.queryByRole("columnheader", { name: "Note" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Choose columns" }));
  await userEvent.click(await screen.findByRole("menuitemcheckbox", { name: "Note" }));
  expect(screen.getByRole("columnheader", { name: "Note" })).toBeTruthy();
  expect(localStorage.getItem("hedgerow.columns.things")).toBe('{"note":true}');
});

test("a column that is left out for want of room is said to be, where columns are chosen", async () => {
  const wide = vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(150);
  await open();
  expect(screen.queryByRole("columnheader", { name: /VLAN/ })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Choose columns" }));
  const vlan = await screen.findByRole("menuitemcheckbox", { name: "VLAN no room" });
  expect(vlan.getAttribute("aria-checked")).toBe("true");
  expect(screen.getByRole("menuitemcheckbox", { name: "Note" })).toBeTruthy();
  // who wants it all the same takes it out and in again
  await userEvent.click(vlan);
  await userEvent.click(screen.getByRole("menuitemcheckbox", { name: "VLAN" }));
  expect(screen.getByRole("menuitemcheckbox", { name: "VLAN" }).getAttribute("aria-checked")).toBe("true");
  wide.mockRestore();
});

const bar = () => screen.queryByRole("region", { name: "Selection" });
const box = (name: string) => screen.getByRole("checkbox", { name: `Select ${name}` });

test("rows that are selected are acted upon, and no longer selected once that is done", async () => {
  await open({ isSelectable: true });
  expect(bar()).toBeNull();
  await userEvent.click(box("spine"));
  await userEvent.click(box("leaf-2"));
  expect(bar()?.textContent).toContain("2 things selected");
  await userEvent.click(screen.getByRole("button", { name: "Take leaf-2, spine" }));
  expect(bar()).toBeNull();
});

test("Shift selects the rows between, in the order that is shown", async () => {
  await open({ isSelectable: true });
  const user = userEvent.setup();
  await user.click(box("leaf-2"));
  await user.keyboard("{Shift>}");
  await user.click(box("spine"));
  await user.keyboard("{/Shift}");
  expect(bar()?.textContent).toContain("3 things selected");
});

test("all that are shown are selected at once, by x the row where the keys are; what the filter hides is kept and told", async () => {
  await open({ isSelectable: true, filter: (row) => row.name.startsWith("leaf") });
  await userEvent.click(screen.getByRole("checkbox", { name: "Select all shown rows" }));
  expect(bar()?.textContent).toContain("2 things selected");
  screen.getByRole("region", { name: "Things" }).focus();
  await userEvent.keyboard("jx");
  expect(bar()?.textContent).toContain("1 thing selected");
  expect((screen.getByRole("checkbox", { name: "Select all shown rows" }) as HTMLInputElement).indeterminate).toBe(
    true,
  );
  act(() => setRows(ROWS.map((row) => (row.name === "leaf-10" ? { ...row, name: "gone" } : row))));
  expect(bar()).toBeNull();
});

test("Shift with j and k selects on the way, Escape clears, and all that fit are one press away", async () => {
  await open({ isSelectable: true });
  screen.getByRole("region", { name: "Things" }).focus();
  await userEvent.keyboard("j{Shift>}J{/Shift}");
  expect(bar()?.textContent).toContain("2 things selected");
  await userEvent.click(screen.getByRole("button", { name: "select all 3 that fit" }));
  expect(bar()?.textContent).toContain("3 things selected");
  screen.getByRole("region", { name: "Things" }).focus();
  await userEvent.keyboard("{Escape}");
  expect(bar()).toBeNull();
});

test("a row that changed glows, the others do not", async () => {
  await open();
  const [first, ...rest] = ROWS as [Row, ...Row[]];
  act(() => setRows([{ ...first, vlan: 1999 }, ...rest]));
  const glowing = screen.getAllByRole("row").filter((row) => row.className.includes("glow"));
  expect(glowing.map((row) => within(row).getByRole("rowheader").textContent)).toEqual(["leaf-10"]);
});

test("in a narrow frame what a phone does not have is left out, unless a person chose it", async () => {
  const inside = vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(181);
  localStorage.setItem("hedgerow.columns.things", '{"note":true}');
  await open();
  expect(screen.getAllByRole("columnheader").map((head) => head.textContent)).toEqual(["Name", "Note"]);
  expect(screen.getByRole("table").style.getPropertyValue("--least")).toBe("192px");
  inside.mockRestore();
});

test("rows are told apart by their marks: new and other ones are changed, gone ones are nothing", () => {
  const before = new Map<string, unknown>([
    ["a", 1],
    ["b", 1],
    ["gone", 1],
  ]);
  const after = [
    { id: "a", mark: 1 },
    { id: "b", mark: 2 },
    { id: "new", mark: 1 },
  ];
  const { changed } = changedRows(
    before,
    after,
    (row) => row.id,
    (row) => row.mark,
  );
  expect([...changed]).toEqual(["b", "new"]);
});
