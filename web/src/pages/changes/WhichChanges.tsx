/** Open or finished, and of which fabric. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useFabrics } from "~/api/queries/fabrics";
import { ONLY_AS_SAID } from "~/components/TabLinks";
import tabs from "~/components/TabLinks.module.css";
import { number } from "~/lib/words";
import styles from "./WhichChanges.module.css";

interface Props {
  isOver: boolean;
  open: number | undefined;
  fabric: string | undefined;
}

export function WhichChanges({ isOver, open, fabric }: Props) {
  const navigate = useNavigate({ from: "/changes" });
  const fabrics = useFabrics().data ?? [];
  return (
    <div className={styles.which}>
      <nav aria-label="Which changes" className={`${tabs.tabs} ${styles.tabs}`}>
        <Link
          to="/changes"
          search={(before) => ({ ...before, state: undefined })}
          className={tabs.tab}
          aria-current={isOver ? undefined : "page"}
          activeOptions={ONLY_AS_SAID}
        >
          Open {open ? <span className={tabs.count}>{number(open)}</span> : null}
        </Link>
        <Link
          to="/changes"
          search={(before) => ({ ...before, state: "finished" })}
          className={tabs.tab}
          aria-current={isOver ? "page" : undefined}
          activeOptions={ONLY_AS_SAID}
        >
          Finished
        </Link>
      </nav>
      {fabrics.length > 1 && (
        <label className={styles.fabric}>
          Fabric{" "}
          <select
            value={fabric ?? ""}
            onChange={(event) =>
              void navigate({ search: (before) => ({ ...before, fabric: event.target.value || undefined }) })
            }
          >
            <option value="">all</option>
            {fabrics.map((one) => (
              <option key={one.fabric} value={one.fabric}>
                {one.fabric}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
