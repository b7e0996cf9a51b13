/** Offers the next free VLAN or subnet for a field of a VPC. */
import { useQuery } from "@tanstack/react-query";
import { nextFree } from "~/api/queries/free";
import { Button } from "~/components/Button";
import type { CrossResource } from "~/features/conflict/set";
import type { TypedField } from "./choices";
import { freeRequest } from "./freeRequest";
import { draftedValue, resourceDetail } from "./resourceValue";
import { withGroup } from "./togetherPlace";

interface Props {
  conflict: CrossResource;
  field: TypedField;
  isDisabled: boolean;
  onTake: (value: string) => void;
}

export function NextFree({ conflict, field, isDisabled, onTake }: Props) {
  const { data } = useQuery({
    queryKey: ["fabric", conflict.fabric, "free", conflict.id, field],
    queryFn: ({ signal }) => freeFor(conflict, field, signal),
    retry: false,
  });
  const [value] = data?.free ?? [];
  if (value === undefined) return null;
  return (
    <Button disabled={isDisabled} title={data?.unchecked.join(" ") || undefined} onClick={() => onTake(value)}>
      next free: {value}
    </Button>
  );
}

async function freeFor(conflict: CrossResource, field: TypedField, signal: AbortSignal) {
  const { fabric, change, together } = conflict;
  const [named, path, value] =
    field === "own"
      ? [conflict, conflict.path, conflict.draft]
      : [together.other, together.other_path, together.other_value];
  const about = { group: named.group, kind: named.kind, path, value };
  // most fields are not asked about: the resource is read only where one may be
  if (!freeRequest(about, { spec: {} })) return null;
  const detail = await resourceDetail(fabric, withGroup(named), signal);
  const request = freeRequest(about, field === "own" ? draftedValue(detail, change ?? "") : detail.value);
  return request ? nextFree(fabric, request, signal) : null;
}
