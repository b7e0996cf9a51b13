/** To the page of the documentation that explains what stands here. */
import { Link } from "@tanstack/react-router";
import { Icon } from "../Icon";
import styles from "./HelpLink.module.css";
import { HELP, type HelpPlace } from "./places";

export function HelpLink({ place, onLeave }: { place: HelpPlace; onLeave?: () => void }) {
  const { to, about } = HELP[place];
  const [doc = "", hash] = to.split("#", 2);
  return (
    <Link
      to="/help/$doc"
      params={{ doc }}
      {...(hash ? { hash } : {})}
      onClick={onLeave}
      className={styles.link}
      aria-label={`Help: ${about}`}
      title={`Help: ${about}`}
    >
      <Icon name="info" />
    </Link>
  );
}
