/** Copies a text; says that it did. */
import { useEffect, useState } from "react";
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

/** Pages that are not served over https or from this machine have no clipboard of their own. */
async function copy(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // the old way may still be allowed
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
