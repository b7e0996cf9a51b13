/** What differs between two points of a fabric, resource by resource, field by field. */
import { Link } from "@tanstack/react-router";
import { type Point, useComparison } from "~/api/queries/past";
import type { PastChange, PastComparison } from "~/api/types";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { Badge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { addressOf, editName, kindName, spokenName } from "~/features/resource/identity";
import { count, shortCommit } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import styles from "./PastPage.module.css";
import { Unread } from "./Unread";
import { splitUnread } from "./unread";
import { becameWords, valueWords } from "./words";

interface Props {
  fabric: string;
  from: Point;
  to: Point;
}

export function Comparison({ fabric, from, to }: Props) {
  const found = useComparison(fabric, from, to);
  const first = found.data?.pages[0];
  return (
    <Loaded query={{ ...found, data: first }}>
      {(view) => (
        <section className="stack" aria-label="What differs">
          {view.differences > 0 && <Head view={view} />}
          <UnreadSides view={view} />
          {view.differences === 0 ? (
            <div className="panel">
              <EmptyState title="No resource differs">
                <Points view={view} /> have the same resources.
              </EmptyState>
            </div>
          ) : (
            <ul className="panel">
              {found.data?.pages
                .flatMap((page) => page.items)
                .map((change) => (
                  <Change key={editName(change)} fabric={fabric} change={change} isNow={view.to.is_now} />
                ))}
            </ul>
          )}
          {found.hasNextPage && (
            <div>
              <Button isBusy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                Show more
              </Button>
            </div>
          )}
        </section>
      )}
    </Loaded>
  );
}

function Head({ view }: { view: PastComparison }) {
  return (
    <p className="soft" role="status">
      {count(view.differences, "resource differs", "resources differ")} between <Points view={view} />.
    </p>
  );
}

/** Both points: `4f2a… (2 days ago) and 8c1b… (now)`. */
function Points({ view: { fabric, from, to } }: { view: PastComparison }) {
  return (
    <>
      <CommitName commit={from.commit} fabric={fabric} /> (<Time at={from.at} />) and{" "}
      <CommitName commit={to.commit} fabric={fabric} /> ({to.is_now ? "now" : <Time at={to.at} />})
    </>
  );
}

/** What could not be read of either; what is the same in both is told once. */
function UnreadSides({ view }: { view: PastComparison }) {
  const { from, to, unread_from, unread_to, more_unread } = view;
  const { both, alone } = splitUnread(unread_from, unread_to);
  const sides = [
    { commit: from.commit, places: alone },
    { commit: to.commit, places: splitUnread(unread_to, unread_from).alone },
  ];
  return (
    <>
      {sides.map(({ commit, places }) => (
        <Unread
          key={commit}
          title={`Not all of ${shortCommit(commit)} could be read: what is in these places is not compared.`}
          places={places}
          isMore={more_unread}
        />
      ))}
      <Unread
        title="These places could be read in neither, for the same reason: what is in them is not compared."
        places={both}
        isMore={more_unread}
        isSame
      />
    </>
  );
}

interface ChangeProps {
  fabric: string;
  change: PastChange;
  /** The second point is what the fabric is now: what it has can be opened. */
  isNow: boolean;
}

function Change({ fabric, change, isNow }: ChangeProps) {
  const { words, tone } = becameWords(change);
  const name = spokenName(change);
  const params = addressOf(fabric, { ...change, kind: kindName(change) });
  return (
    <li className={styles.change}>
      <div className={styles.head}>
        <h3 className="mono">
          {isNow && change.became !== "deleted" ? (
            <Link to="/fabrics/$fabric/resources/$kind/$namespace/$name" params={params}>
              {name}
            </Link>
          ) : (
            name
          )}
        </h3>
        <Badge tone={tone}>{words}</Badge>
      </div>
      <Notes change={change} />
      {change.fields.length > 0 && (
        <ul className={styles.fields}>
          {change.fields.map(({ path, from, to }) => (
            <li key={path} className={styles.field}>
              <span className={styles.path}>{shownPath(path)}</span>
              <span className={styles.values}>
                <span className="visually-hidden">from </span>
                {valueWords(from)} <span aria-hidden="true">→</span> <span className="visually-hidden">to </span>
                <strong>{valueWords(to)}</strong>
              </span>
            </li>
          ))}
          {change.more_fields && <li className="soft">and more fields</li>}
        </ul>
      )}
    </li>
  );
}

/** What is not in the fields: another file, and what makes it unsure. */
function Notes({ change }: { change: PastChange }) {
  const { from_path, path, became, unsure } = change;
  const hasMoved = from_path && path && from_path !== path;
  if (!hasMoved && !unsure && became !== "copies") return null;
  return (
    <p className={`small soft ${styles.fields}`}>
      {hasMoved && `${from_path} → ${path}. `}
      {unsure && `Or it is in ${unsure}, which could not be read at the commit without it. `}
      {became === "copies" && "One of the commits has several documents of it that differ."}
    </p>
  );
}
