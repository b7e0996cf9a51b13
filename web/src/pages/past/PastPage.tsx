/** A fabric as it was at a commit or a time of its branch: its resources, and what differs to now or to another point. Read only. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useFabricAt } from "~/api/queries/past";
import type { FabricAt, PastPoint } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { Loaded } from "~/components/Loaded";
import { Notice } from "~/components/Notice";
import { PageHeader } from "~/components/PageHeader";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { AsOfButton } from "~/features/past/AsOfButton";
import { PointDialog } from "~/features/past/PointDialog";
import { isNow, pointOf, searchOf } from "~/features/past/point";
import { shortCommit } from "~/lib/words";
import { bannerTitle, commitIs } from "./banner";
import { Comparison } from "./Comparison";
import styles from "./PastPage.module.css";
import { Resources } from "./Resources";

export function PastPage() {
  const { fabric } = useParams({ from: "/frame/fabrics/$fabric/at" });
  const search = useSearch({ from: "/frame/fabrics/$fabric/at" });
  const point = pointOf(search);
  const list = useFabricAt(fabric, point);
  const first = list.data?.pages[0];
  return (
    <>
      <PageHeader
        title={`${fabric} as it was`}
        actions={
          <>
            <AsOfButton fabric={fabric}>Another time…</AsOfButton>
            <ButtonLink look="primary" to="/fabrics/$fabric" params={{ fabric }}>
              Back to now
            </ButtonLink>
          </>
        }
      />
      <Loaded query={{ ...list, data: first }}>
        {(view) => (
          <Shown
            key={view.point.commit}
            view={view}
            rows={list.data?.pages.flatMap((page) => page.items) ?? []}
            more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
          />
        )}
      </Loaded>
    </>
  );
}

interface ShownProps {
  view: FabricAt;
  rows: FabricAt["items"];
  more: (() => void) | undefined;
}

function Shown({ view, rows, more }: ShownProps) {
  const { fabric, point } = view;
  const search = useSearch({ from: "/frame/fabrics/$fabric/at" });
  const navigate = useNavigate({ from: "/fabrics/$fabric/at" });
  const [isAsked, setAsked] = useState(false);
  const isComparing = search.tab === "compare";
  const to = pointOf({ commit: search.to, time: search.totime });
  const go = (after: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...after }), resetScroll: false });
  return (
    <div className="stack">
      <Banner view={view} />
      <div className={styles.views}>
        <Button aria-pressed={!isComparing} onClick={() => go({ tab: undefined })}>
          Resources
        </Button>
        <Button
          aria-pressed={isComparing && isNow(to)}
          onClick={() => go({ tab: "compare", to: undefined, totime: undefined })}
        >
          Compare with now
        </Button>
        <Button aria-pressed={isComparing && !isNow(to)} onClick={() => setAsked(true)}>
          Compare with another time…
        </Button>
      </div>
      {isComparing ? (
        <Comparison fabric={fabric} from={{ commit: point.commit }} to={to} />
      ) : (
        <Resources view={view} rows={rows} more={more} />
      )}
      {isAsked && (
        <PointDialog
          fabric={fabric}
          title={`Compare ${shortCommit(point.commit)} with …`}
          description={`What differs in ${fabric} between the two, resource by resource.`}
          action="Compare"
          onChoose={(chosen) => {
            const { commit, time } = searchOf(chosen);
            setAsked(false);
            go({ tab: "compare", to: commit, totime: time });
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  );
}

/** Says that this is the past, once, and what it was concluded from. */
function Banner({ view }: { view: FabricAt }) {
  const { fabric, branch, point } = view;
  const { commit, time } = useSearch({ from: "/frame/fabrics/$fabric/at" });
  const asked = pointOf({ commit, time }).time;
  return (
    <Notice tone="drift" title={bannerTitle(view, asked)}>
      <p>
        {commitIs(asked)}
        <CommitName commit={point.commit} fabric={fabric} /> of {branch}: {point.subject || "(no message)"},{" "}
        <PersonName person={point.author} />, <Time at={point.at} />. {evidence(point)}
      </p>
    </Notice>
  );
}

/** What of the fabric's settings may have been another then. */
const READ_WITH = "It is read with the directory and the kinds that the fabric has now.";

function evidence({ on_branch }: PastPoint): string {
  return on_branch
    ? READ_WITH
    : `The branch does not have this commit any more: its history was rewritten. ${READ_WITH}`;
}
