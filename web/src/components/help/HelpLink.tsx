/** To what explains what stands here. The words for states and the lamps open in place; everything else is in the documentation. */
import { Link } from "@tanstack/react-router";
import { openHelp } from "~/lib/help";
import { Icon } from "../Icon";
import styles from "./HelpLink.module.css";
import { HELP, type HelpPlace } from "./places";

const wordsOf = (place: HelpPlace) => `Help: ${HELP[place].about}`;

export function HelpLink({ place }: { place: HelpPlace }) {
  if (place !== "states") return <DocLink place={place} />;
  const words = wordsOf(place);
  return (
    <button
      type="button"
      className={styles.link}
      aria-label={words}
      title={words}
      aria-haspopup="dialog"
      onClick={() => openHelp("states")}
    >
      <Icon name="info" />
    </button>
  );
}

/** To the page of the documentation. */
export function DocLink({ place, onLeave }: { place: HelpPlace; onLeave?: () => void }) {
  const [doc = "", hash] = HELP[place].to.split("#", 2);
  const words = wordsOf(place);
  return (
    <Link
      to="/help/$doc"
      params={{ doc }}
      {...(hash ? { hash } : {})}
      onClick={onLeave}
      className={styles.link}
      aria-label={words}
      title={words}
    >
      <Icon name="info" />
    </Link>
  );
}
