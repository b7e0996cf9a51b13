/** The next free VLAN or subnet, offered where none is set or what is set is refused, with the reason. */
import { useFree } from "~/api/queries/free";
import { Button } from "~/components/Button";
import { pathOf } from "~/lib/yaml/values";
import { useField } from "./context";
import styles from "./Form.module.css";
import { type FreePlace, firstFree, freeRequest, freeValue, isUnset, MANY, reasonOf, usedBeside } from "./offer";

export function FreeOffer({ source, steps }: FreePlace) {
  const { form, value } = useField(steps);
  const isRefused = form.findings.get(pathOf(steps))?.some(({ severity }) => severity === "error");
  const isWanted = isUnset(value) || isRefused;
  const request = isWanted || form.isNew ? freeRequest(source, steps, form.root) : undefined;
  const { data, error } = useFree(form.fabric, request, MANY);
  const offered = firstFree(data, usedBeside(steps, form.root));
  // what a new resource started with says where it is from, as long as it is there
  const isTaken = offered !== undefined && offered === String(value);
  if (!isWanted && !isTaken) return null;
  if (error || (data && offered === undefined)) {
    return <span className={styles.offer}>No free one is known{data ? `: ${reasonOf(data, undefined)}` : "."}</span>;
  }
  if (!data || offered === undefined) return null;
  const take = () => form.change(steps, freeValue(offered, steps, form.schema));
  return (
    <div className={styles.offer}>
      {!isTaken && (
        <Button icon="plus" onClick={take}>
          Use {offered}
        </Button>
      )}
      <span>Next free. {reasonOf(data, offered)}</span>
    </div>
  );
}
