/** What a new resource starts with, with the next free VLAN and subnet where it leaves them open. */
import { useMemo } from "react";
import { useFree } from "~/api/queries/free";
import type { Schema } from "~/features/drafting/schema";
import { arrangementOf } from "./domain";
import { type Free, freeRequest, MANY, unsetPlaces, withFree } from "./offer";

interface Started {
  fabric: string;
  kind: { kind: string; group: string } | undefined;
  schema: Schema | undefined;
  value: unknown;
}

/** As it is where nothing free is known; nothing while it is asked for. */
export function useFilled({ fabric, kind, schema, value }: Started): unknown {
  const places = useMemo(() => unsetPlaces(kind && arrangementOf(kind), value), [kind, value]);
  const requestFor = (what: Free["what"]) => {
    const place = places.find(({ source }) => source.what === what);
    return place && freeRequest(place.source, place.steps, value);
  };
  const vlan = useFree(fabric, requestFor("vlan"), MANY);
  const subnet = useFree(fabric, requestFor("subnet"), MANY);
  return useMemo(
    () =>
      vlan.isLoading || subnet.isLoading
        ? undefined
        : withFree(value, places, { vlan: vlan.data, subnet: subnet.data }, schema),
    [value, places, schema, vlan.isLoading, vlan.data, subnet.isLoading, subnet.data],
  );
}
