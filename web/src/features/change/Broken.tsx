/** A rule that a change breaks: what is wrong, with both resources as links, where, and the rule's title. */
import type { BrokenRule } from "~/api/types";
import { FindingText } from "~/features/finding/FindingText";
import { ruleTitle } from "~/features/finding/titles";
import { findingWords, placeWords } from "~/features/finding/words";
import { spokenName } from "~/features/resource/identity";

interface Props {
  rule: BrokenRule;
  /** Where the resources are that it names. */
  fabric: string | undefined;
}

export function Broken({ rule, fabric }: Props) {
  const place = placeWords(rule.path, rule.line);
  const finding = {
    resource: rule.resource ? spokenName(rule.resource) : null,
    field: rule.field ?? null,
    path: rule.path ?? "",
    message: rule.message,
    other: rule.other ? spokenName(rule.other) : null,
  };
  return (
    <>
      {fabric === undefined ? findingWords(finding) : <FindingText finding={finding} fabric={fabric} />}
      {place && rule.resource && <span className="mono small muted"> {place}</span>}
      <span className="small muted" title={rule.rule}>
        {" "}
        · {ruleTitle(rule.rule)}
      </span>
    </>
  );
}
