/** What becomes of each resource whose field is to be set: the lines that change, and those that stay with the reason. */
import { DiffView } from "~/components/diff/DiffView";
import { Marked } from "~/components/Marked";
import { count } from "~/lib/words";
import type { Outcomes, Told } from "./outcome";
import styles from "./Setting.module.css";

export function Preview({ outcomes, isDone }: { outcomes: Outcomes; isDone: boolean }) {
  const { diff, long, warned, already, kept, moved } = outcomes;
  return (
    <>
      <Group title={isDone ? "Changed meanwhile, not overwritten" : "Changed meanwhile"} of={moved} />
      <Group title="Stay as they are" of={kept} />
      <Group title="Worth knowing" of={warned} />
      {already.length > 0 && (
        <details>
          <summary>
            {count(already.length, "resource")} {already.length === 1 ? "has" : "have"} it already
          </summary>
          <ul className={`mono small ${styles.names}`}>
            {already.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </details>
      )}
      {diff !== "" && !isDone && <DiffView diff={diff} thing="resource" />}
      {long.length > 0 && !isDone && (
        <p className="small soft">
          The lines of {count(long.length, "more resource")} are not shown: there are too many. The preview of the
          change shows them once they are saved.
        </p>
      )}
    </>
  );
}

function Group({ title, of }: { title: string; of: readonly Told[] }) {
  if (of.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ul className={styles.names} tabIndex={0}>
        {of.map(({ resource, why }) => (
          <li key={resource} className="small">
            <span className="mono">{resource}</span>{" "}
            {why.map((one) => (
              <span key={one} className="soft">
                <Marked text={one} />{" "}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
