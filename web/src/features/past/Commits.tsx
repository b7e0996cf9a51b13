/** The commits that changed a fabric, newest first, each to be chosen. */
import { useCommits } from "~/api/queries/past";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Time } from "~/components/Time";
import { shortCommit } from "~/lib/words";
import styles from "./Commits.module.css";

interface Props {
  fabric: string;
  onChoose: (commit: string) => void;
}

export function Commits({ fabric, onChoose }: Props) {
  const commits = useCommits(fabric);
  const all = commits.data?.pages.flatMap((page) => page.items);
  if (!all) {
    return commits.error ? (
      <ErrorView error={commits.error} onRetry={() => void commits.refetch()} />
    ) : (
      <Loading lines={3} />
    );
  }
  return (
    <div className={styles.commits}>
      {all.length === 0 && !commits.hasNextPage && <p className="soft">No commit changed it yet.</p>}
      <ul aria-label={`Commits of ${fabric}`}>
        {all.map(({ commit, subject, author, at }) => (
          <li key={commit}>
            <button type="button" className={styles.commit} onClick={() => onChoose(commit)}>
              <span className={styles.subject}>{subject || "(no message)"}</span>
              <span className="small soft">
                <span className="mono">{shortCommit(commit)}</span> {author.name}, <Time at={at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {commits.error && <ErrorView error={commits.error} onRetry={() => void commits.fetchNextPage()} />}
      {commits.hasNextPage && (
        <Button isBusy={commits.isFetchingNextPage} onClick={() => void commits.fetchNextPage()}>
          Show older commits
        </Button>
      )}
    </div>
  );
}
