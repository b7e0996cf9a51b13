import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { Lamps } from "./Lamps";
import { resourceLamps } from "./lamps";
import { OneLamp } from "./OneLamp";

test("each glyph says its words on hover, also where they stand beside it", () => {
  const view = resourceLamps("draft", { standing: "in-sync", seen_at: 1 });
  for (const isDecoration of [true, false]) {
    const { container, unmount } = render(
      <>
        <Lamps view={view} isDecoration={isDecoration} />
        <OneLamp lamp={view.hedgerow} isDecoration={isDecoration} />
      </>,
    );
    const titles = [...container.querySelectorAll("svg > title")].map((title) => title.textContent);
    expect(titles).toEqual([
      "Git, Hedgerow, cluster: draft, not in Git yet; cluster: as in Git",
      "There are drafts that Git does not have yet.",
    ]);
    unmount();
  }
});
