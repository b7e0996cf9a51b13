/** Beside the diff: who wrote it, the commit's message, what the checks say, who approved it. */

import { Link } from "@tanstack/react-router";
import type { ChangeView, DiffView } from "~/api/types";
import { TextArea } from "~/components/fields";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { isEditable } from "~/features/change/states";
import { type Who, whyNot } from "~/features/permissions/whyNot";
import { Approvals } from "./Approvals";
import styles from "./Aside.module.css";
import { Checks } from "./Checks";
import { Clashes } from "./Clashes";
import type { Publishing } from "./usePublishing";

interface Props {
  change: ChangeView;
  diff: DiffView | undefined;
  publishing: Publishing;
  who: Who;
}

export function Aside({ change, diff, publishing, who }: Props) {
  const isOpen = isEditable(change.state);
  const authors = change.authors?.length ? change.authors : [change.author];
  return (
    <div className={styles.aside}>
      <section aria-label="About the change">
        <dl className={styles.facts}>
          <dt>Fabric</dt>
          <dd>
            <Link to="/fabrics/$fabric" params={{ fabric: change.fabric }}>
              {change.fabric}
            </Link>
          </dd>
          <dt>{authors.length === 1 ? "Author" : "Authors"}</dt>
          <dd>
            {authors.map((author, at) => (
              <span key={author.email}>
                {at > 0 && ", "}
                <PersonName person={author} />
              </span>
            ))}
          </dd>
          {change.published_by && (
            <>
              <dt>Published by</dt>
              <dd>
                <PersonName person={change.published_by} />
              </dd>
            </>
          )}
          <dt>Opened</dt>
          <dd>
            <Time at={change.created_at} />
          </dd>
          <dt>Last edit</dt>
          <dd>
            <Time at={change.updated_at} />
          </dd>
        </dl>
      </section>
      {isOpen && <Checks change={change} diff={diff} />}
      {isOpen && <Clashes change={change} />}
      {(change.four_eyes || (change.approvals?.length ?? 0) > 0) && (
        <Approvals change={change} who={who} head={diff?.head ?? undefined} />
      )}
      {isOpen && whyNot(who, "publish", change.fabric) === undefined ? (
        <TextArea
          label="Commit message"
          hint={`Its first line is the subject. Without one: ${change.change}.`}
          rows={3}
          value={publishing.message}
          onChange={publishing.setMessage}
        />
      ) : (
        change.message && (
          <section aria-label="Commit message">
            <h2>Commit message</h2>
            <p className={styles.message}>{change.message}</p>
          </section>
        )
      )}
    </div>
  );
}
