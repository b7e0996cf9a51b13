/** A dialog, and the one that asks before something that cannot be undone. */
import { Dialog as Radix } from "radix-ui";
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { Button } from "./Button";
import styles from "./Dialog.module.css";
import { ErrorView } from "./ErrorView";
import { TextField } from "./fields";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  children?: ReactNode;
  isWide?: boolean;
}

export function Dialog({ isOpen, onClose, title, description, children, isWide }: DialogProps) {
  const before = useRef<HTMLElement>(null);
  const [isTyped, setTyped] = useState(false);
  if (!isOpen && isTyped) setTyped(false);
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={`${styles.content} ${isWide ? styles.wide : ""}`}
          onOpenAutoFocus={(event) => {
            before.current = opener();
            focusFirstField(event);
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            before.current?.focus();
          }}
          onInput={() => setTyped(true)}
          // what is typed is not lost to a slip: the first Escape leaves the field, a click beside the dialog does nothing
          onEscapeKeyDown={(event) => {
            const field = isTyped ? typingIn(document.activeElement) : undefined;
            if (!field) return;
            event.preventDefault();
            field.closest<HTMLElement>("[role=dialog]")?.focus();
          }}
          onInteractOutside={(event) => isTyped && event.preventDefault()}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className={styles.head}>
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            <Radix.Close asChild>
              <Button look="quiet" icon="cross" isIconOnly>
                Close
              </Button>
            </Radix.Close>
          </div>
          {description && (
            <Radix.Description asChild>
              <div className="soft">{description}</div>
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The field that somebody types in. */
function typingIn(element: Element | null): Element | undefined {
  const isField = element?.matches("input:not([type=checkbox], [type=radio]), textarea, [contenteditable=true]");
  return isField && element ? element : undefined;
}

/** What the dialog was opened from, to go back to: of a menu, which is gone by then, the button that opened it. */
function opener(): HTMLElement | null {
  const active = document.activeElement;
  const button = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const from = button ? document.getElementById(button) : active;
  return from instanceof HTMLElement ? from : null;
}

/**
 * A form is opened to be filled in, or where it has nothing to fill in, to be sent; everything else, and what is dangerous, begins
 * at its button to close.
 */
function focusFirstField(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  const field =
    content.querySelector<HTMLElement>("input:not([type=hidden], [readonly], [disabled]), textarea, select") ??
    content.querySelector<HTMLElement>("button[type=submit]:not([disabled], [data-danger])");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** The row of buttons at a dialog's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}

interface SubmitProps {
  onCancel: () => void;
  isBusy?: boolean;
  isDangerous?: boolean;
  disabled?: boolean;
  /** What the form does. */
  children: ReactNode;
}

/** The end of a dialog's form: to leave it, or to send it. */
export function SubmitActions({ onCancel, isBusy, isDangerous, disabled, children }: SubmitProps) {
  return (
    <DialogActions>
      <Button onClick={onCancel}>Cancel</Button>
      <Button
        type="submit"
        look={isDangerous ? "danger" : "primary"}
        data-danger={isDangerous || undefined}
        isBusy={isBusy}
        disabled={disabled}
      >
        {children}
      </Button>
    </DialogActions>
  );
}

interface ConfirmProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, exactly. */
  children: ReactNode;
  /** What it happens to, where that is long. */
  details?: ReactNode;
  /** Whether it cannot be confirmed yet. */
  isDisabled?: boolean;
  /** The verb on the button. */
  action: string;
  isDangerous?: boolean;
  /** Must be typed first: for what takes a long time to bring back. */
  typed?: string;
  /** Closes the dialog when it is done; a failure stays in it. */
  onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  children,
  details,
  isDisabled = false,
  action,
  isDangerous,
  typed,
  onConfirm,
}: ConfirmProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [text, setText] = useState("");
  const formId = useId();
  const close = () => {
    setError(undefined);
    setText("");
    onClose();
  };
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || isDisabled) return;
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog isOpen={isOpen} onClose={close} title={title} description={children}>
      {details}
      <form id={formId} onSubmit={confirm} className={styles.form}>
        {typed && <TextField label={`Type ${typed} to confirm`} value={text} onChange={setText} isMono />}
        {error !== undefined && <ErrorView error={error} />}
        <SubmitActions
          onCancel={close}
          isBusy={isBusy}
          isDangerous={isDangerous}
          disabled={isDisabled || (typed !== undefined && text !== typed)}
        >
          {action}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
