/** The address has a name that several changes have: which one this is, and the others. */
import { Link } from "@tanstack/react-router";
import { useNewestChanges } from "~/api/queries/changes";
import type { ChangeView } from "~/api/types";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { count } from "~/lib/words";

export function SameName({ change }: { change: ChangeView }) {
  const all = useNewestChanges().data ?? [];
  const others = all.filter((one) => one.change === change.change && one.id !== change.id);
  if (others.length === 0) return null;
  return (
    <Notice
      tone="news"
      title={`${count(others.length, "other change has", "other changes have")} this name; the address leads to this one.`}
    >
      <ul>
        {others.map((one) => (
          <li key={one.id}>
            <Link to="/changes/$change" params={{ change: one.id }}>
              {one.change}
            </Link>{" "}
            <span className="soft">
              in {one.fabric}, {one.state}, <Time at={one.updated_at} />
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
