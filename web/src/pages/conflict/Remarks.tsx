/** What people say about the conflicts of a set, and a field to say something. */
import { type FormEvent, useState } from "react";
import { useRemark } from "~/api/queries/conflicts";
import type { ConflictSet } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { TextArea } from "~/components/fields";
import { Time } from "~/components/Time";
import { nameIn } from "~/lib/person";
import styles from "./ConflictPage.module.css";
import { remarksOf } from "./remarks";

/** What the server takes. */
const LONGEST = 4000;

export function Remarks({ set, maySay }: { set: ConflictSet; maySay: boolean }) {
  const [text, setText] = useState("");
  const remark = useRemark();
  const said = remarksOf(set);
  const to = set.open[0]?.id ?? set.conflict.id;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && !remark.isPending) remark.mutate({ id: to, text }, { onSuccess: () => setText("") });
  };
  if (said.length === 0 && !maySay) return null;
  return (
    <section className={styles.remarks} aria-labelledby="remarks">
      <h2 id="remarks">Remarks</h2>
      {said.length > 0 && (
        <ul className={`panel ${styles.decided}`}>
          {said.map(({ key, author, at, text, place }) => (
            <li key={key} className={styles.remark}>
              <p className="small soft">
                {nameIn(author)}, <Time at={at} />
                {place && (
                  <>
                    , on <code>{place}</code>
                  </>
                )}
              </p>
              <p className={styles.said}>{text}</p>
            </li>
          ))}
        </ul>
      )}
      {maySay && (
        <form onSubmit={submit} className={styles.say}>
          <TextArea label="Say something about it" rows={2} maxLength={LONGEST} value={text} onChange={setText} />
          <div>
            <Button type="submit" isBusy={remark.isPending} disabled={!text.trim()}>
              Add remark
            </Button>
          </div>
          {remark.error && <ErrorView error={remark.error} />}
        </form>
      )}
    </section>
  );
}
