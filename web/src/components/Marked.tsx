/** A sentence of the server: what stands in backticks is shown as code. */
import { Fragment } from "react";

export function Marked({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    // the parts have no names but their places
    at % 2 === 1 ? <code key={at.toString()}>{part}</code> : <Fragment key={at.toString()}>{part}</Fragment>,
  );
}
