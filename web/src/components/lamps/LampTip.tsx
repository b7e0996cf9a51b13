/**
 * What the lamps under the pointer say, or those of the link that has the focus. One tip for all of them: a table may have ten
 * thousand, and a row carries no more for it than a mark (`data-lamps`).
 */
import { Tooltip } from "radix-ui";
import { useEffect, useReducer, useState } from "react";
import tip from "../Tip.module.css";

export function LampTip() {
  const [lamps, setLamps] = useState<SVGElement>();
  useEffect(() => {
    const hide = () => setLamps(undefined);
    const acts: Record<string, (event: Event) => void> = {
      pointerover: ({ target }) => setLamps(lampsAt(target as Element)),
      focusin: ({ target }) => setLamps(lampsIn(target as Element)),
      focusout: hide,
      pointerdown: hide,
      keydown: hide,
      scroll: hide,
    };
    for (const [event, act] of Object.entries(acts)) document.addEventListener(event, act, true);
    return () => {
      for (const [event, act] of Object.entries(acts)) document.removeEventListener(event, act, true);
    };
  }, []);
  // what they say may change under the pointer
  const [, showAgain] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    if (!lamps) return;
    const watch = new MutationObserver(showAgain);
    watch.observe(lamps, { attributes: true, attributeFilter: ["aria-label"] });
    return () => watch.disconnect();
  }, [lamps]);
  if (!lamps?.isConnected) return null;
  const { left, top, width, height } = lamps.getBoundingClientRect();
  return (
    <Tooltip.Root key={`${left} ${top}`} open>
      <Tooltip.Trigger asChild>
        <span aria-hidden style={{ position: "fixed", left, top, width, height, pointerEvents: "none" }} />
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={tip.tip} sideOffset={4} collisionPadding={8}>
          {lamps.getAttribute("aria-label")}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

function lampsAt(target: Element): SVGElement | undefined {
  const lamps = target.closest<SVGElement>("svg[data-lamps]");
  // a state's badge has a tip of its own
  return lamps && !lamps.closest("button[data-state]") ? lamps : undefined;
}

/** Those of a row's link, when it is reached by keyboard. */
function lampsIn(target: Element): SVGElement | undefined {
  return target.matches("a:focus-visible")
    ? (target.querySelector<SVGElement>("svg[data-lamps]") ?? undefined)
    : undefined;
}
