import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { DiffView } from "./DiffView";
import { wholeText } from "./useFolds";

const TEXT = Array.from({ length: 12 }, (_, at) => `line ${at + 1}`);
const DIFF = [
  "--- a/x.yaml",
  "+++ b/x.yaml",
  "@@ -4,7 +4,7 @@",
  ...TEXT.slice(3, 6).map((line) => ` ${line}`),
  "-line 7",
  "+other",
  ...TEXT.slice(7, 10).map((line) => ` ${line}`),
  "",
].join("\n");

test("the lines that it leaves out open, above and below, from one reading", async () => {
  let reads = 0;
  const whole = wholeText(TEXT.join("\n"), "before");
  const counted = {
    ...whole,
    read: () => {
      reads += 1;
      return whole.read();
    },
  };
  render(<DiffView diff={DIFF} wholeOf={() => counted} />);
  expect(screen.queryByText("line 1")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "3 lines without a difference" }));
  expect(await screen.findByText("line 1")).toBeTruthy();
  expect(screen.queryByText("line 12")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "The rest of the text" }));
  expect(await screen.findByText("line 12")).toBeTruthy();
  expect(reads).toBe(1);
});

test("another text is not shown as the one that the diff is of, and a failure is told", async () => {
  const { unmount } = render(<DiffView diff={DIFF} wholeOf={() => wholeText("else\n", "before")} />);
  const fold = () => screen.getByRole("button", { name: "3 lines without a difference" });
  await userEvent.click(fold());
  expect((await screen.findAllByRole("alert"))[0]?.textContent).toContain("is not the one of this diff");
  unmount();
  const failing = { side: "before" as const, read: () => Promise.reject(new Error("the server is away")) };
  render(<DiffView diff={DIFF} wholeOf={() => failing} />);
  await userEvent.click(fold());
  expect((await screen.findAllByRole("alert"))[0]?.textContent).toContain("the server is away");
});

test("without a text they stay folded", () => {
  render(<DiffView diff={DIFF} />);
  expect(screen.getByText("3 lines without a difference")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /without a difference/ })).toBeNull();
  expect(screen.queryByText("The rest of the text")).toBeNull();
});
