/** What a removal would break: shown before it is saved. Links open beside the question, which stays. */
import { useImpact } from "~/api/queries/resources";
import type { AffectedView, ImpactView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { ErrorView } from "~/components/ErrorView";
import { Notice } from "~/components/Notice";
import { count } from "~/lib/words";
import { NotPossible } from "../finding/NotPossible";
import { ruleTitle } from "../finding/titles";
import { editName, type Named, spokenName } from "../resource/identity";
import styles from "./Impact.module.css";
import { guardWords, impactSummary, referenceWords, ruleWords, toldRules } from "./impact";

interface Props {
  fabric: string;
  /** What is to be removed. */
  resources: readonly Named[];
  change: string | undefined;
}

/** Most resources that the server is asked about at once. */
const MOST = 1000;

export function Impact(props: Props) {
  if (props.resources.length <= MOST) return <Known {...props} />;
  return (
    <p className="small soft">
      What this would break is shown for up to {MOST} resources. The preview of the change names the rules that it
      breaks.
    </p>
  );
}

function Known({ fabric, resources, change }: Props) {
  const { data, error, refetch } = useImpact(fabric, resources.map(editName), change);
  if (data === undefined) {
    if (error) return <ErrorView error={error} onRetry={() => void refetch()} />;
    return <p role="status">Checking what this would break…</p>;
  }
  const guard = guardWords(data);
  const isBroken = data.affected.some(({ broken }) => broken.length > 0);
  return (
    <Notice tone={isBroken ? "drift" : "aside"} title={impactSummary(data)}>
      {change && <p className="small soft">As {change} would leave the fabric.</p>}
      {guard && <p className="small">{guard}</p>}
      <List fabric={fabric} view={data} />
      <NotPossible fabric={fabric} many={0} reasons={data.unchecked} />
    </Notice>
  );
}

function List({ fabric, view }: { fabric: string; view: ImpactView }) {
  const { affected, layers, planned, more_planned } = view;
  const more = layers.reduce((sum, many) => sum + many, 0) - affected.length;
  if (affected.length + planned.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ul className={styles.list} aria-label="What is affected" tabIndex={0}>
      {affected.map((one) => (
        <Affected key={editName(one)} fabric={fabric} affected={one} view={view} />
      ))}
      {more > 0 && <li className="soft">… and {count(more, "more resource")}</li>}
      {planned.map((use) => (
        <li key={`${use.change} ${editName(use)}`}>
          <Name fabric={fabric} of={use} />{" "}
          <span className="small">
            refers to {view.resources.length === 1 ? "it" : "one of them"} in the open change {use.change}
          </span>
        </li>
      ))}
      {more_planned > 0 && <li className="soft">… and {count(more_planned, "more resource")} in open changes</li>}
    </ul>
  );
}

interface AffectedProps {
  fabric: string;
  affected: AffectedView;
  view: ImpactView;
}

function Affected({ fabric, affected, view }: AffectedProps) {
  const { more_broken, layer } = affected;
  const broken = toldRules(affected, view);
  return (
    <li>
      <Name fabric={fabric} of={affected} />
      {layer > 1 && <span className="small soft"> only because of those above</span>}
      {broken.length === 0 && <p className="small soft">{referenceWords(affected)}</p>}
      {broken.map((rule) => (
        <p key={`${rule.rule} ${rule.field ?? ""} ${spokenName(rule.subject)}`} className="small">
          {ruleWords(rule, affected)}{" "}
          <span className="muted" title={rule.rule}>
            · {ruleTitle(rule.rule)}
          </span>
        </p>
      ))}
      {more_broken > 0 && <p className="small soft">… and {count(more_broken, "more rule")}</p>}
    </li>
  );
}

function Name({ fabric, of }: { fabric: string; of: Named }) {
  return (
    <a href={resourceHref(fabric, of)} target="_blank" rel="noreferrer" className="mono">
      {spokenName(of)}
    </a>
  );
}
