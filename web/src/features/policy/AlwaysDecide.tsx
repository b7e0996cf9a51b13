/** A rule made of a conflict: what would be decided like it, on record and now; saved at the front of the fabric's policy. */
import { type FormEvent, useState } from "react";
import { useMay } from "~/api/queries/me";
import { type TaggedPolicy, usePolicy, useSetPolicy } from "~/api/queries/policies";
import type { ConflictView, Side } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { Button } from "~/components/Button";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { useToast } from "~/components/Toasts";
import { placeOf } from "~/features/conflict/set";
import { count } from "~/lib/words";
import styles from "./Policy.module.css";
import { bodyOf, nameProblem, ruleLike, ruleSentence } from "./policy";
import { RuleFields } from "./RuleDialog";
import { Trial } from "./Trial";

interface Props {
  conflict: ConflictView;
  /** The side that is chosen. */
  take: Side | undefined;
}

export function AlwaysDecide({ conflict, take }: Props) {
  const [isOpen, setOpen] = useState(false);
  const mayWrite = useMay("manage", conflict.fabric);
  if (!mayWrite) return null;
  return (
    <div className={styles.always}>
      <Button look="quiet" onClick={() => setOpen(true)} aria-label={`Always decide ${placeOf(conflict)} like this…`}>
        Always decide like this…
      </Button>
      {isOpen && <Asked conflict={conflict} take={take} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Asked({ conflict, take, onClose }: Props & { onClose: () => void }) {
  const { fabric } = conflict;
  const policy = usePolicy(fabric);
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title="Always decide like this"
      description={
        <>
          A rule at the front of{" "}
          <AddressLink href={`/fabrics/${encodeURIComponent(fabric)}?tab=policy`}>the policy of {fabric}</AddressLink>.
          It decides open conflicts as soon as it is saved, and can be taken back.
        </>
      }
    >
      <Loaded query={policy} lines={3}>
        {(tagged) => <Form conflict={conflict} take={take} tagged={tagged} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

function Form({ conflict, take, tagged, onClose }: Props & { tagged: TaggedPolicy; onClose: () => void }) {
  const { fabric } = conflict;
  const others = tagged.view.policy.rules ?? [];
  const [rule, setRule] = useState(() => ruleLike(conflict, take, others));
  const save = useSetPolicy(fabric);
  const say = useToast();
  const problem = nameProblem(rule.name, others);
  const edited = bodyOf({ ...tagged.view.policy, rules: [rule, ...others] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== undefined || save.isPending) return;
    save.mutate(
      { policy: edited, etag: tagged.etag },
      {
        onSuccess: ({ view }) => {
          const decided = view.settled?.decided ?? 0;
          say(`Rule ${rule.name} is saved; it decided ${count(decided, "open conflict")}.`);
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className="stack">
      <div className={styles.frame}>
        <div className={styles.columns}>
          <div className={styles.column}>
            <RuleFields rule={rule} others={others} onChange={setRule} />
          </div>
          <section className={styles.column} aria-label="What it would also decide">
            <p role="status">
              <Marked text={ruleSentence(rule)} />
            </p>
            {problem === undefined && <Trial fabric={fabric} policy={edited} rule={rule.name} />}
          </section>
        </div>
      </div>
      {save.error && <ErrorView error={save.error} />}
      <SubmitActions onCancel={onClose} isBusy={save.isPending} disabled={problem !== undefined}>
        Save rule
      </SubmitActions>
    </form>
  );
}
