/** More about something, on hover and on focus. */
import { Tooltip } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import styles from "./Tip.module.css";

export function Tip({ words, children }: { words: ReactNode; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles.tip} sideOffset={4} collisionPadding={8}>
          {words}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export const TipProvider = Tooltip.Provider;
