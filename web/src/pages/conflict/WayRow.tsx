/** One way to settle a conflict: chosen by its radio button, by its key, or by a click anywhere on it. */
import { type ReactNode, useId } from "react";
import styles from "./ConflictPage.module.css";

interface Props {
  /** Of all ways of one conflict. */
  name: string;
  /** Its key. */
  number: number;
  label: string;
  isChosen: boolean;
  isDisabled: boolean;
  onChoose: () => void;
  about?: ReactNode;
  children: ReactNode;
}

export function WayRow({ name, number, label, isChosen, isDisabled, onChoose, about, children }: Props) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the radio button in it has the keys; this only makes its target large
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div
      className={styles.way}
      data-chosen={isChosen}
      data-disabled={isDisabled}
      onClick={(event) => {
        // what is selected in a value is to be copied, not chosen
        const isSelecting = !document.getSelection()?.isCollapsed;
        const isPressed =
          event.target instanceof HTMLElement && event.target.closest("a, button, input, label, textarea") !== null;
        if (!isSelecting && !isPressed) onChoose();
      }}
    >
      <span className={styles.pick}>
        <input
          id={id}
          type="radio"
          name={name}
          data-way={number}
          checked={isChosen}
          disabled={isDisabled}
          onChange={onChoose}
          aria-describedby={`${id}-value`}
        />
        <kbd>{number}</kbd>
      </span>
      <label htmlFor={id}>{label}</label>
      <div id={`${id}-value`} className={styles.value}>
        {children}
      </div>
      <div className={styles.about}>{about}</div>
    </div>
  );
}
