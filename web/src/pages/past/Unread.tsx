/** What could not be read at a commit: resources there are not known. */
import type { UnreadThen } from "~/api/types";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import styles from "./PastPage.module.css";

interface Props {
  title: string;
  places: readonly UnreadThen[];
  isMore?: boolean | undefined;
  /** It is the same at the other point, so it is no news. */
  isSame?: boolean;
}

export function Unread({ title, places, isMore, isSame = false }: Props) {
  if (places.length === 0) return null;
  return (
    <Notice tone={isSame ? "aside" : "conflict"} title={title}>
      <ul className={styles.places}>
        {places.map(({ path, line, why }) => (
          <li key={`${path}:${line ?? ""}:${why}`}>
            <span className="mono">
              {path}
              {line !== undefined && line !== null && `:${line}`}
            </span>
            : <Marked text={why} />
          </li>
        ))}
        {isMore && <li>and more</li>}
      </ul>
    </Notice>
  );
}
