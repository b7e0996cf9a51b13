/** A finding in words, with both resources that it is about as links. */
import type { FindingView } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { Marked } from "~/components/Marked";
import { lineHref } from "./place";
import { findingWords, partsOf } from "./words";

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
  const href = lineHref(fabric, name, fileLine);
  if (!href) return <span className="mono">{children}</span>;
  return (
    <AddressLink href={href} className="mono">
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
  const { resource, field, path, message, other, other_line } = finding;
  const named = isOwnPage && field ? undefined : resource;
  const words = findingWords({ field, path: resource || isOwnPage ? undefined : path, message });
  return (
    <>
      {named && (
        <>{isOwnPage ? <span className="mono">{named}</span> : <ResourceName fabric={fabric} name={named} />}: </>
      )}
      {partsOf(words, other).map(({ text, isName }) =>
        isName ? (
          <ResourceName key={text} fabric={fabric} name={text} fileLine={other_line} />
        ) : (
          <Marked key={text} text={text} />
        ),
      )}
    </>
  );
}
