/** Where one can go. */
import { Link, useRouterState } from "@tanstack/react-router";
import { useFabrics } from "~/api/queries/fabrics";
import { useMe } from "~/api/queries/me";
import { Button } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { Lamps } from "~/components/lamps/Lamps";
import { BRAND } from "~/components/lamps/lamps";
import { Menu, MenuItem } from "~/components/Menu";
import { useStored } from "~/lib/stored";
import { number } from "~/lib/words";
import styles from "./Navigation.module.css";
import { PLACES, type Place } from "./navigation";

function usePlaces(): Place[] {
  const me = useMe();
  return PLACES.filter((place) => place.isVisible(me));
}

/** Numbers beside places: what waits for a person. */
function useCounts(): Partial<Record<string, number>> {
  const fabrics = useFabrics().data;
  return {
    "/conflicts": fabrics?.reduce((sum, { conflicts }) => sum + conflicts, 0),
    "/drift": fabrics?.reduce((sum, { cluster }) => sum + (cluster?.drifted ?? 0), 0),
  };
}

function useIsHere(): (place: Place) => boolean {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  return ({ to }) =>
    to === "/" ? pathname === "/" : pathname.startsWith(to) || (to === "/activity" && pathname.startsWith("/runs/"));
}

export function SideBar() {
  const places = usePlaces();
  const [isNarrow, setNarrow] = useStored("narrow", false);
  return (
    <nav aria-label="Places" className={styles.side} data-narrow={isNarrow}>
      <Link to="/" className={styles.brand}>
        <Lamps view={BRAND} size={13} isDecoration />
        <span className={styles.name}>Hedgerow</span>
      </Link>
      <Places places={places.filter((place) => !place.isSetup)} />
      <div className={styles.gap} />
      <Places places={places.filter((place) => place.isSetup)} />
      <button
        type="button"
        className={styles.narrow}
        onClick={() => setNarrow(!isNarrow)}
        aria-label={isNarrow ? "Show the names of places" : "Show icons only"}
      >
        <span className={isNarrow ? styles.open : styles.close}>
          <Icon name="right" />
        </span>
      </button>
    </nav>
  );
}

function Places({ places }: { places: Place[] }) {
  const counts = useCounts();
  const isHere = useIsHere();
  return (
    <ul className={styles.places}>
      {places.map((place) => (
        <li key={place.to}>
          <Link
            to={place.to}
            className={styles.place}
            aria-current={isHere(place) ? "page" : undefined}
            title={place.label}
          >
            <Icon name={place.icon} />
            <span className={styles.name}>{place.label}</span>
            <Count of={place} value={counts[place.to]} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Count({ of: { to }, value }: { of: Place; value: number | undefined }) {
  if (!value) return null;
  return <span className={`${styles.count} ${to === "/drift" ? styles.drift : ""}`}>{number(value)}</span>;
}

/** The first four places, and the rest behind a menu. */
export function BottomBar() {
  const places = usePlaces();
  const counts = useCounts();
  const isHere = useIsHere();
  const first = places.slice(0, 4);
  const rest = places.slice(4);
  return (
    <nav aria-label="Places" className={styles.bottom}>
      {first.map((place) => (
        <Link key={place.to} to={place.to} className={styles.tab} aria-current={isHere(place) ? "page" : undefined}>
          <Icon name={place.icon} size={18} />
          {place.label}
          <Count of={place} value={counts[place.to]} />
        </Link>
      ))}
      <Menu
        button={
          <Button look="quiet" className={styles.tab} aria-current={rest.some(isHere) ? "page" : undefined}>
            <Icon name="more" size={18} />
            More
          </Button>
        }
      >
        {rest.map((place) => (
          <MenuItem key={place.to} asChild>
            <Link to={place.to}>
              <Icon name={place.icon} />
              {place.label}
            </Link>
          </MenuItem>
        ))}
      </Menu>
    </nav>
  );
}
