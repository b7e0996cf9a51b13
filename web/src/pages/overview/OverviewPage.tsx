/** All fabrics, and above them what needs a person. */
import { useMemo } from "react";
import { useChanges } from "~/api/queries/changes";
import { useConflicts } from "~/api/queries/conflicts";
import { useFabrics } from "~/api/queries/fabrics";
import { may, useMe } from "~/api/queries/me";
import { useCredentials, useRepositories } from "~/api/queries/repositories";
import { ButtonAnchorLink, ButtonLink } from "~/components/Button";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { PageHeader } from "~/components/PageHeader";
import { useNow } from "~/components/Time";
import { FabricTable } from "~/features/fabric/FabricTable";
import { NoFabrics } from "~/features/fabric/NoFabrics";
import { type Need, needs, overviewSentence } from "./needs";
import styles from "./OverviewPage.module.css";

/** Time matters here only for days. */
const EVERY_MS = 60_000;

function useNeeds(): Need[] {
  const me = useMe();
  const fabrics = useFabrics().data;
  const changes = useChanges().data;
  const conflicts = useConflicts({ state: "open" }).data;
  const repositories = useRepositories().data;
  const credentials = useCredentials({ isWanted: may(me, "administer") }).data;
  const minute = Math.floor(useNow() / EVERY_MS) * EVERY_MS;
  return useMemo(
    () =>
      needs({
        me,
        fabrics: fabrics ?? [],
        changes: changes ?? [],
        conflicts: conflicts ?? [],
        repositories: repositories ?? [],
        credentials: credentials ?? [],
        now: minute,
      }),
    [me, fabrics, changes, conflicts, repositories, credentials, minute],
  );
}

export function OverviewPage() {
  const fabrics = useFabrics();
  const needed = useNeeds();
  const mayConnect = may(useMe(), "administer");
  return (
    <>
      <PageHeader
        title="Overview"
        sentence={fabrics.data && overviewSentence(fabrics.data, needed)}
        actions={
          mayConnect && (
            <ButtonLink
              to="/fabrics"
              search={{ new: "1" }}
              icon="plus"
              look={fabrics.data?.length ? "plain" : "primary"}
            >
              Connect a fabric
            </ButtonLink>
          )
        }
      />
      <div className="stack">
        {needed.length > 0 && <Needs needed={needed} />}
        <Loaded query={fabrics}>
          {(rows) =>
            rows.length === 0 ? (
              <NoFabrics mayConnect={mayConnect} />
            ) : (
              <FabricTable rows={rows} toolbar={<h2>Fabrics</h2>} />
            )
          }
        </Loaded>
      </div>
    </>
  );
}

function Needs({ needed }: { needed: readonly Need[] }) {
  return (
    <section aria-labelledby="needs">
      <h2 id="needs" className={styles.heading}>
        Needs attention
      </h2>
      <ul className={styles.needs}>
        {needed.map((need) => (
          <li key={need.id}>
            <Notice
              tone={need.tone}
              title={need.title}
              action={<ButtonAnchorLink href={need.action.href}>{need.action.label}</ButtonAnchorLink>}
            >
              {need.detail && (
                <p className="soft">
                  <Marked text={need.detail} />
                </p>
              )}
            </Notice>
          </li>
        ))}
      </ul>
    </section>
  );
}
