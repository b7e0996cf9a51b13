/** A directory is picked from what the branch has, one level at a time. */
import type { LookView } from "~/api/types";
import { count, number } from "~/lib/words";
import styles from "./Picking.module.css";
import { wayTo } from "./picking";

interface Props {
  look: LookView;
  onPick: (directory: string) => void;
}

export function Directories({ look, onPick }: Props) {
  const { directory, directories, directories_total: total } = look;
  const below = (name: string) => (directory ? `${directory}/${name}` : name);
  return (
    <section aria-label="Directories" className={styles.picker}>
      <nav aria-label="The way to this directory" className={styles.way}>
        {wayTo(directory).map(({ name, path }) => (
          <button
            key={path}
            type="button"
            aria-current={path === directory ? "location" : undefined}
            onClick={() => onPick(path)}
          >
            {name}
          </button>
        ))}
      </nav>
      <ul className={styles.directories}>
        {directories.map(({ name, yaml_files: files, taken_by: taken }) => (
          <li key={name}>
            <button type="button" onClick={() => onPick(below(name))}>
              <span className="mono">{name}/</span>
              <span className="soft small">{taken ? `fabric ${taken.fabric}` : count(files, "YAML file")}</span>
            </button>
          </li>
        ))}
      </ul>
      {directories.length < total && (
        <p className="soft small">
          The first {number(directories.length)} of {number(total)}; type the name of another.
        </p>
      )}
    </section>
  );
}
