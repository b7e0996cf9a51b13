import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { toYaml } from "~/lib/yaml/emit";
import { EDITOR, fabric, resource } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items } from "~/test/server";

const TEXT = { type: "string" };
const SCHEMA = { type: "object", properties: { spec: { properties: { description: TEXT, note: TEXT } } } };

async function openDialog() {
  const server = serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources", items(resource("web")))
    .on("GET /fabrics/env/kinds", items())
    .on("GET /fabrics/env/last-commits", items())
    .on("GET /fabrics/env/kinds/VPC.vpc.githedgehog.com/schema", SCHEMA)
    .on("POST /fabrics/env/set", {
      count: 0,
      resources: [{ resource: "VPC/web", outcome: "refused", why: "no" }],
    });
  await openPage(server, "/fabrics/env");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select VPC/web" }));
  await userEvent.click(screen.getByRole("button", { name: "Set a field" }));
  return { server, dialog: within(await screen.findByRole("dialog")) };
}

test("what was typed for one field is kept for another as it was typed, quotes too", async () => {
  const { server, dialog } = await openDialog();
  const field = await dialog.findByRole("combobox", { name: "Field" });
  await userEvent.type(field, "spec.note");
  await userEvent.type(await dialog.findByRole("textbox", { name: "Value" }), 'Rack 4, row "B"');
  await userEvent.clear(field);
  await userEvent.type(field, "spec.description");
  const value = await dialog.findByRole<HTMLInputElement>("textbox", { name: "Value" });
  await waitFor(() => expect(value.value).toBe('Rack 4, row "B"'));
  await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
  await waitFor(() => expect(server.count("POST /fabrics/env/set")).toBe(1));
  const { fields } = server.sent("POST /fabrics/env/set") as { fields: string[] };
  expect(fields).toEqual([`spec.description=${toYaml('Rack 4, row "B"')}`]);
});

test("the end of a field's path leads to the field, and what was given as its value is kept", async () => {
  const { server, dialog } = await openDialog();
  await userEvent.type(await dialog.findByRole("combobox", { name: "Field" }), "description");
  await userEvent.type(await dialog.findByRole("textbox", { name: "Value" }), "for the web");
  await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
  await userEvent.click(await dialog.findByRole("button", { name: "Back" }));
  expect(dialog.getByText(/description is not a known field: did you mean/)).toBeTruthy();
  await userEvent.click(dialog.getByRole("button", { name: "spec.description" }));
  const value = await dialog.findByRole<HTMLInputElement>("textbox", { name: "Value" });
  expect(value.value).toBe("for the web");
  expect(dialog.queryByText(/did you mean/)).toBeNull();
  await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
  expect(server.sent("POST /fabrics/env/set")).toMatchObject({ fields: ["spec.description=for the web"] });
});
