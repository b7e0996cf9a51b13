/** One change: its resources, the exact diff that publishing would push, and its way to Git. */
import { useParams } from "@tanstack/react-router";
import { useChange } from "~/api/queries/changes";
import type { ChangeView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { Lamps } from "~/components/lamps/Lamps";
import { changeLamps } from "~/components/lamps/lamps";
import { NotThere } from "~/components/NotThere";
import { PageHeader } from "~/components/PageHeader";
import { type Outlook, outlookOf } from "~/features/change/outlook";
import { sentenceOf } from "~/features/change/standing";
import { isFinished, isUnderWay } from "~/features/change/states";
import { useWho } from "~/features/permissions/whyNot";
import { Actions } from "./Actions";
import { Aside } from "./Aside";
import styles from "./ChangePage.module.css";
import { CHECKS } from "./Checks";
import { Outcome } from "./Outcome";
import { Preview } from "./Preview";
import { PublishedDiff } from "./PublishedDiff";
import { ResourceList } from "./ResourceList";
import { SameName } from "./SameName";
import { usePreview } from "./usePreview";
import { usePublishing } from "./usePublishing";

export function ChangePage() {
  const { change } = useParams({ from: "/frame/changes/$change" });
  const query = useChange(change);
  return (
    <Loaded query={query} lines={12} missing={<NoChange change={change} />}>
      {(data) => (
        <>
          {change !== data.id && <SameName change={data} />}
          <Change key={data.id} change={data} />
        </>
      )}
    </Loaded>
  );
}

function NoChange({ change }: { change: string }) {
  return (
    <NotThere
      title={`Change ${change} does not exist`}
      ways={
        <>
          <ButtonLink to="/changes" look="primary">
            Show open changes
          </ButtonLink>
          <ButtonLink to="/changes" search={{ state: "finished" }}>
            Show finished changes
          </ButtonLink>
        </>
      }
    >
      It may have been renamed, or it is of a fabric in which you have no role.
    </NotThere>
  );
}

function Change({ change }: { change: ChangeView }) {
  const who = useWho();
  const preview = usePreview(change);
  const publishing = usePublishing(change, preview.diff);
  const outlook = outlookOf(change, preview);
  return (
    <>
      <PageHeader
        title={change.change}
        help="publishing"
        lamps={<Lamps view={changeLamps(change.state, outlook?.isRefused)} size={18} />}
        sentence={
          <>
            {sentenceOf(change)} {outlook && <Ahead outlook={outlook} />}
          </>
        }
        actions={<Actions change={change} diff={preview.diff} publishing={publishing} who={who} />}
      />
      <Outcome change={change} publishing={publishing} who={who} />
      {change.drafts.length === 0 && !isFinished(change.state) ? (
        <NoDrafts fabric={change.fabric} />
      ) : (
        <div className={styles.columns}>
          <div className={styles.resources}>
            <ResourceList change={change} />
          </div>
          <div className={styles.diff}>
            {change.state === "published" ? (
              <PublishedDiff change={change} />
            ) : isFinished(change.state) ? null : (
              <Preview change={change} preview={preview} isUnderWay={isUnderWay(change.state)} />
            )}
          </div>
          <div className={styles.aside}>
            <Aside change={change} diff={preview.diff} publishing={publishing} who={who} />
          </div>
        </div>
      )}
    </>
  );
}

/** What publishing would come to; what was found leads to the checks, which name it. */
function Ahead({ outlook: { isRefused, words, found } }: { outlook: Outlook }) {
  return (
    <span className={isRefused ? styles.refused : undefined}>
      {words}
      {found && (
        <>
          {" "}
          <button type="button" className={styles.found} onClick={() => document.getElementById(CHECKS)?.focus()}>
            {found}
          </button>
        </>
      )}
      {!words.endsWith("…") && "."}
    </span>
  );
}

function NoDrafts({ fabric }: { fabric: string }) {
  return (
    <EmptyState
      title="It has no edits yet"
      action={
        <ButtonLink look="primary" to="/fabrics/$fabric" params={{ fabric }}>
          Choose a resource to edit
        </ButtonLink>
      }
    >
      Open a resource of {fabric}, edit it, and save it to this change.
    </EmptyState>
  );
}
