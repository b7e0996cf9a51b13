/** On a demo: whom one can be, and what each may do. The password stays where the demo was started. */
import type { DemoPerson } from "~/api/types";
import { capital } from "~/lib/words";
import styles from "./DemoPeople.module.css";

interface Props {
  people: readonly DemoPerson[];
  onChoose: (login: string) => void;
}

export function DemoPeople({ people, onChoose }: Props) {
  return (
    <section aria-labelledby="demo-people" className={styles.people}>
      <h2 id="demo-people">This is a demo. Choose who to log in as:</h2>
      <ul>
        {people.map(({ login, name, role, about }) => (
          <li key={login}>
            <button type="button" className={styles.person} onClick={() => onChoose(login)}>
              <strong>
                {name} <span className="mono">{login}</span>
              </strong>
              <span className="soft small">
                {capital(role)}: {about}.
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className="soft small">
        They share one password, which is entered below once. The demo printed it when it started, and keeps it in the
        file <code>password</code> of its directory.
      </p>
    </section>
  );
}
