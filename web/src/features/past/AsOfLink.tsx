/** Leads to a fabric as it was at a commit. */
import { Link } from "@tanstack/react-router";
import { shortCommit } from "~/lib/words";

interface Props {
  fabric: string;
  commit: string;
}

export function AsOfLink({ fabric, commit }: Props) {
  return (
    <Link
      to="/fabrics/$fabric/at"
      params={{ fabric }}
      search={{ commit }}
      className="small"
      title={`All of ${fabric} as it was at ${shortCommit(commit)}`}
    >
      fabric at this commit
    </Link>
  );
}
