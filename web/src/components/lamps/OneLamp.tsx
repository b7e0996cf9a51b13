/** One lamp of the glyph, beside the words that belong to it; on hover it says what its shape means. */
import { LampShape } from "./Lamps";
import styles from "./Lamps.module.css";
import type { Lamp } from "./lamps";
import { lampMeans } from "./means";

interface Props {
  lamp: Lamp;
  /** Where the words stand beside it anyway. */
  isDecoration?: boolean;
}

export function OneLamp({ lamp, isDecoration = false }: Props) {
  const words = lampMeans(lamp);
  return (
    <svg
      className={styles.lamps}
      viewBox="0 0 18 20"
      height={14}
      width={12.6}
      role="img"
      aria-label={words}
      aria-hidden={isDecoration || undefined}
      data-lamps
    >
      <LampShape lamp={lamp} x={9} />
    </svg>
  );
}
