/** Where one is logged in. */
import { useEndSession, useSessions } from "~/api/queries/me";
import type { SessionView } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Loaded } from "~/components/Loaded";
import { Badge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { agentWords } from "./agent";
import styles from "./Settings.module.css";

export function Sessions() {
  const sessions = useSessions();
  return (
    <section className={styles.section} aria-labelledby="sessions">
      <h2 id="sessions">Sessions</h2>
      <p className="soft">
        A session ends after 12 hours without use, and after 7 days at most. If you do not recognise one, end it and
        change your password.
      </p>
      <Loaded query={sessions}>
        {(all) => (
          <ul className={`panel ${styles.list}`}>
            {[...all]
              .sort((a, b) => Number(b.current) - Number(a.current) || b.seen_at - a.seen_at)
              .map((session) => (
                <Session key={session.id} session={session} />
              ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function Session({ session }: { session: SessionView }) {
  const end = useEndSession();
  return (
    <li>
      <div className={styles.what}>
        <span title={session.agent ?? undefined}>{agentWords(session.agent)}</span>
        {session.from && (
          <>
            {" "}
            from <code>{session.from}</code>
          </>
        )}{" "}
        {session.current && <Badge tone="sync">this one</Badge>}
        <p className="soft small">
          Used <Time at={session.seen_at} />; started <Time at={session.created_at} />
        </p>
        {end.error && <ErrorView error={end.error} />}
      </div>
      {!session.current && (
        <Button isBusy={end.isPending} onClick={() => end.mutate(session.id)}>
          End session
        </Button>
      )}
    </li>
  );
}
