import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { StateBadge } from "../StateBadge";
import { TipProvider } from "../Tip";
import { Lamps } from "./Lamps";
import { LampTip } from "./LampTip";
import { changeLamps, type LampsView, resourceLamps } from "./lamps";
import { OneLamp } from "./OneLamp";

const VIEW = resourceLamps("draft", { standing: "in-sync", seen_at: 1 });
const WORDS = "Git, Hedgerow, cluster: draft, not in Git yet; cluster: as in Git";

function show(...children: ReactNode[]) {
  const { container } = render(
    <TipProvider>
      <LampTip />
      <div>{children}</div>
    </TipProvider>,
  );
  const [first, second] = container.querySelectorAll("svg");
  return { first: first as SVGElement, second: second as SVGElement };
}

/** Our own tip, not one of the browser. */
const tip = () => document.querySelector("[role=tooltip]")?.textContent;

test.each([true, false])("lamps say their words at once when the pointer is on them; decoration: %s", async (is) => {
  const { first: lamps, second: one } = show(
    <Lamps key="all" view={VIEW} isDecoration={is} />,
    <OneLamp key="one" lamp={VIEW.hedgerow} isDecoration={is} />,
  );
  expect(tip()).toBeUndefined();
  await userEvent.hover(lamps.querySelector("circle") as Element);
  expect(tip()).toBe(WORDS);
  await userEvent.hover(one);
  expect(tip()).toBe("There are drafts that Git does not have yet.");
  await userEvent.hover(lamps.parentElement as Element);
  expect(tip()).toBeUndefined();
  expect(document.querySelector("svg title")).toBeNull();
});

test("a row's link says the words of its lamps when it is reached by keyboard, until a key is pressed", async () => {
  show(
    <a key="row" href="#row">
      <Lamps view={VIEW} /> web
    </a>,
  );
  await userEvent.tab();
  expect(tip()).toBe(WORDS);
  await userEvent.keyboard("j");
  expect(tip()).toBeUndefined();
});

test("the lamps of a badge leave it to the badge's own tip", async () => {
  const lamps: LampsView = changeLamps("open");
  const { first: glyph } = show(<StateBadge key="badge" of="ChangeState" state="open" lamps={lamps} />);
  await userEvent.hover(glyph);
  expect(tip()).not.toBe("Git, Hedgerow: open");
});
