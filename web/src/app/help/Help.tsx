/** The help, wherever it is asked for: by the key `?`, from the menu, or by a press on a state. Loaded when it is first opened. */
import { lazy, useEffect } from "react";
import { LampTip } from "~/components/lamps/LampTip";
import { Late } from "~/components/late/Late";
import { closeHelp, openHelp, useHelp } from "~/lib/help";
import { late } from "~/lib/late/late";
import { isTyping } from "~/lib/typing";

const HelpDialog = lazy(late(() => import("./HelpDialog")));

export function Help() {
  const asked = useHelp();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      openHelp("keys");
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      closeHelp();
    };
  }, []);
  return (
    <>
      <LampTip />
      {asked && (
        <Late meanwhile={null}>
          <HelpDialog about={asked.about} at={asked.at} onClose={closeHelp} />
        </Late>
      )}
    </>
  );
}
