import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { LookView } from "~/api/types";
import { openPage, serve } from "~/test/page";
import { items } from "~/test/server";

/** The root, which has `env/` and is no place for a fabric. */
const ROOT: LookView = {
  branch: "main",
  commit: "4f2a",
  directory: "",
  exists: true,
  layout: "in-place",
  directories: [{ name: "env", yaml_files: 2, taken_by: null }],
  directories_total: 1,
  is_whole: true,
  files: 2,
  files_read: 2,
  resources: 0,
  commented_out: 0,
  kinds: [],
  errors: 0,
  warnings: 3,
  findings: [],
  twice: [],
  twice_total: 0,
};

async function openForm() {
  const server = serve()
    .on("GET /repositories", items({ name: "network", url: "x", branch: "main", fabrics: [], queues: [] }))
    .on("GET /repositories/network/branches", { branches: [{ name: "main", commit: "4f2a" }], total: 1 })
    .on("GET /repositories/network/look", ({ query }) => {
      const directory = query.get("directory") ?? "";
      const isThere = directory === "" || directory === "env";
      return isThere
        ? { ...ROOT, directory }
        : { ...ROOT, directory, exists: false, files: 0, warnings: 0, directories: [], directories_total: 0 };
    });
  await openPage(server, "/fabrics?new=1");
  const dialog = within(await screen.findByRole("dialog", { name: "Connect a fabric" }));
  await dialog.findByRole("region", { name: "Directories" });
  return dialog;
}

const radio = (dialog: Awaited<ReturnType<typeof openForm>>, name: RegExp) =>
  dialog.getByRole<HTMLInputElement>("radio", { name }).checked;

test("nothing is proposed and nothing warned of before a directory is chosen; the root is one", async () => {
  const dialog = await openForm();
  const name = dialog.getByRole<HTMLInputElement>("textbox", { name: "Name" });
  expect(name.value).toBe("");
  expect(dialog.queryByRole("region", { name: "What is there" })).toBeNull();
  expect(dialog.getByRole<HTMLButtonElement>("button", { name: "Connect fabric" }).disabled).toBe(true);
  await userEvent.click(dialog.getByRole("button", { name: "/" }));
  expect(name.value).toBe("network");
  expect((await dialog.findByRole("region", { name: "What is there" })).textContent).toContain("3 warnings");
  expect(dialog.getByRole<HTMLButtonElement>("button", { name: "Connect fabric" }).disabled).toBe(false);
});

test("a directory that is not there yet is proposed as managed, until somebody chose", async () => {
  const dialog = await openForm();
  const directory = dialog.getByLabelText("Directory");
  await userEvent.click(dialog.getByRole("button", { name: /^env/ }));
  await dialog.findByRole("region", { name: "What is there" });
  expect(radio(dialog, /^In place/)).toBe(true);
  await userEvent.clear(directory);
  await userEvent.type(directory, "fresh");
  await waitFor(() => expect(radio(dialog, /^Managed/)).toBe(true));
  expect(dialog.getByText(/Hedgerow moves their resources into managed\//)).toBeTruthy();
  await userEvent.click(dialog.getByRole("radio", { name: /^In place/ }));
  await userEvent.type(directory, "er");
  await dialog.findByText(/There is no such directory yet/);
  expect(radio(dialog, /^In place/)).toBe(true);
});
