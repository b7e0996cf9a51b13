/** Copies a text; says that it did. */
import { useEffect, useState } from "react";
import { copy } from "~/lib/copy";
import { Button } from "./Button";

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const words = { idle: label, done: "Copied", failed: "The browser blocked copying" }[state];
  return (
    <>
      <Button
        look="quiet"
        isIconOnly
        icon={state === "done" ? "check" : state === "failed" ? "cross" : "copy"}
        onClick={() => copy(text).then((done) => setState(done ? "done" : "failed"))}
      >
        {words}
      </Button>
      <span role="status" className="visually-hidden">
        {state === "idle" ? "" : words}
      </span>
    </>
  );
}
