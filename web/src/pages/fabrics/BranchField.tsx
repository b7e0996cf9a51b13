/** A branch is picked from those that the remote has; another may be typed, for one that is not there yet. */
import { useId } from "react";
import { useBranches } from "~/api/queries/picking";
import { Combobox } from "~/components/Combobox";
import { ErrorView } from "~/components/ErrorView";
import fields from "~/components/fields.module.css";
import { number } from "~/lib/words";

interface Props {
  repository: string;
  /** The one that is meant when none is given. */
  usual: string;
  value: string;
  onChange: (branch: string) => void;
}

export function BranchField({ repository, usual, value, onChange }: Props) {
  const id = useId();
  const branches = useBranches(repository);
  const there = branches.data?.branches ?? [];
  const suggestions = there.map(({ name }) => ({ value: name, about: name === usual ? "for new fabrics" : undefined }));
  const more = (branches.data?.total ?? 0) - there.length;
  const note = branches.isPending
    ? "Asking the remote …"
    : more > 0
      ? `${number(more)} more are not listed; type the name.`
      : undefined;
  return (
    <div className={fields.field}>
      <label htmlFor={id}>Branch</label>
      <Combobox id={id} value={value} onChange={onChange} suggestions={suggestions} note={note} placeholder={usual} />
      {branches.error && <ErrorView error={branches.error} onRetry={() => void branches.refetch()} />}
    </div>
  );
}
