import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { EDITOR, fabric } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items, refused } from "~/test/server";

const commit = (digit: string, subject: string) => ({
  commit: digit.repeat(40),
  subject,
  author: { name: "Ada Field", email: "ada@example.net" },
  at: 1764000000000,
});

test("a fabric is shown as of one of its commits, which are listed page after page", async () => {
  const server = serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources", items())
    .on("GET /fabrics/env/last-commits", items())
    .on("GET /fabrics/env/at", refused(404, "Not found", "no such commit"))
    .on("GET /fabrics/env/commits", ({ query }) =>
      query.get("cursor") ? items(commit("b", "Older")) : { items: [commit("a", "")], next: "more" },
    );
  await openPage(server, "/fabrics/env");
  await userEvent.click(await screen.findByRole("button", { name: /As of/ }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("(no message)")).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Show older commits" }));
  await userEvent.click(await within(dialog).findByRole("button", { name: /Older/ }));
  expect(window.location.search).toContain(`commit=${"b".repeat(40)}`);
  expect(screen.queryByRole("dialog")).toBeNull();
});
