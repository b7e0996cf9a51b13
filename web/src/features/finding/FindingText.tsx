/** A finding in words, with both resources that it is about as links. */
import type { FindingView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { Marked } from "~/components/Marked";
import { readName } from "~/features/resource/identity";
import { findingWords, type Part, partsOf } from "./words";

interface NameProps {
  fabric: string;
  /** `VPC/web`, as findings name a resource. */
  name: string;
  /** A line of its file, to start at. */
  fileLine?: number | null | undefined;
  /** What is said in the place of its name. */
  children?: string;
}

/** A resource's name as a link to it. */
export function ResourceName({ fabric, name, fileLine, children = name }: NameProps) {
  const named = readName(name);
  if (!named) return <span className="mono">{children}</span>;
  const at = fileLine ? `?tab=yaml&fileline=${fileLine}` : "";
  return (
    <AddressLink href={resourceHref(fabric, named) + at} className="mono">
      {children}
    </AddressLink>
  );
}

interface Props {
  finding: Pick<FindingView, "resource" | "field" | "path" | "message" | "other" | "other_line">;
  /** Where the resources are. */
  fabric: string;
  /** The resource whose page this is is not named again where a field is. */
  isOwnPage?: boolean;
}

export function FindingText({ finding, fabric, isOwnPage = false }: Props) {
  const { resource, field, other, other_line: line } = finding;
  const isNamed = Boolean(resource) && !(isOwnPage && field);
  const words =
    isOwnPage && !field
      ? finding.message
      : findingWords({ ...finding, resource: null, path: resource ? null : finding.path });
  return (
    <>
      {isNamed && resource && (
        <>{isOwnPage ? <span className="mono">{resource}</span> : <ResourceName fabric={fabric} name={resource} />}: </>
      )}
      <Parts parts={partsOf(words, other)} fabric={fabric} fileLine={line} />
    </>
  );
}

function Parts({
  parts,
  fabric,
  fileLine,
}: {
  parts: readonly Part[];
  fabric: string;
  fileLine: NameProps["fileLine"];
}) {
  return parts.map(({ text, isName }) =>
    isName ? (
      <ResourceName key={text} fabric={fabric} name={text} fileLine={fileLine} />
    ) : (
      <Marked key={text} text={text} />
    ),
  );
}
