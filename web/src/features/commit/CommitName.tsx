/** A commit by the beginning of its name, as a link to its page at the repository's host where that is known. */
import { Icon } from "~/components/Icon";
import { commitAddress } from "~/lib/host";
import { shortCommit } from "~/lib/words";
import styles from "./CommitName.module.css";
import { useRemote } from "./useRemote";

interface Props {
  commit: string;
  /** One that lives in the repository. */
  fabric: string | undefined;
  /** The beginning of the commit is named beside it already: only the way to its host is drawn. */
  isOnlyLink?: boolean;
}

export function CommitName({ commit, fabric, isOnlyLink = false }: Props) {
  const address = commitAddress(useRemote(fabric), commit);
  const name = <code title={commit}>{shortCommit(commit)}</code>;
  if (!address) return isOnlyLink ? null : name;
  return (
    <a href={address} target="_blank" rel="noreferrer" className={styles.link} title={`${commit}: open at its host`}>
      {!isOnlyLink && <code>{shortCommit(commit)}</code>}
      <Icon name="external" size={12} />
      <span className="visually-hidden">open commit {shortCommit(commit)} at its host, in another tab</span>
    </a>
  );
}
