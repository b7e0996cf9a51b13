/** Short words on what was done, which go away by themselves. Failures of an action stay where the action is. */
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { Marked } from "./Marked";
import styles from "./Toasts.module.css";

interface Toast {
  id: number;
  words: ReactNode;
}

const ToastContext = createContext<(words: ReactNode) => void>(() => {});

let lastId = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const show = useCallback((words: ReactNode) => {
    lastId += 1;
    const toast = { id: lastId, words };
    setToasts((before) => [...before.slice(-2), toast]);
  }, []);
  const drop = (id: number) => setToasts((before) => before.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={show}>
      <Radix.Provider duration={6000} swipeDirection="right">
        {children}
        {toasts.map(({ id, words }) => (
          <Radix.Root key={id} className={styles.toast} onOpenChange={(isOpen) => !isOpen && drop(id)}>
            <Icon name="check" />
            <Radix.Description asChild>
              <div className={styles.words}>{typeof words === "string" ? <Marked text={words} /> : words}</div>
            </Radix.Description>
            <Radix.Close asChild>
              <Button look="quiet" icon="cross" isIconOnly>
                Close
              </Button>
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className={styles.viewport} />
      </Radix.Provider>
    </ToastContext>
  );
}

/** Says what was done. */
export function useToast(): (words: ReactNode) => void {
  return useContext(ToastContext);
}
