/** A run's sentence, with what it names as links. */
import { Link } from "@tanstack/react-router";
import type { ChangeView, RunView } from "~/api/types";
import { CommitName } from "~/features/commit/CommitName";
import { fabricsOf, type Part, sentenceOf } from "./sentence";

export function RunSentence({ run, changes }: { run: RunView; changes?: readonly ChangeView[] }) {
  const [fabric] = fabricsOf(run);
  return (
    <>
      {sentenceOf(run, changes).map((part, at) => (
        <Piece key={at.toString()} part={part} fabric={fabric} />
      ))}
    </>
  );
}

function Piece({ part, fabric }: { part: Part; fabric: string | undefined }) {
  if (typeof part === "string") return part;
  if ("change" in part) {
    return (
      <Link to="/changes/$change" params={{ change: part.id ?? part.change }}>
        <em>{part.change}</em>
      </Link>
    );
  }
  if ("fabric" in part) {
    return (
      <Link to="/fabrics/$fabric" params={{ fabric: part.fabric }}>
        {part.fabric}
      </Link>
    );
  }
  return <CommitName commit={part.commit} fabric={fabric} />;
}
