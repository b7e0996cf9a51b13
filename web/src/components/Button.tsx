/** Buttons, and links that look like them. One primary button on a page. */
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { useFollow } from "./AddressLink";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger";

interface Look {
  look?: ButtonLook;
  icon?: IconName;
  /** A quiet square with only the icon; the words are its label. */
  isIconOnly?: boolean;
  ref?: Ref<never>;
}

function classOf({ look = "plain", isIconOnly }: Look, className?: string): string {
  return [styles.button, styles[look], isIconOnly && styles.square, className].filter(Boolean).join(" ");
}

function Inside({ icon, isIconOnly, children }: Look & { children?: ReactNode }) {
  return (
    <>
      {icon && <Icon name={icon} />}
      {isIconOnly ? <span className="visually-hidden">{children}</span> : children}
    </>
  );
}

type ButtonProps = Omit<Look, "ref"> &
  ButtonHTMLAttributes<HTMLButtonElement> & {
    ref?: Ref<HTMLButtonElement>;
    /** It was pressed and works: it says so and takes no second press. */
    isBusy?: boolean;
  };

export function Button({ look, icon, isIconOnly, isBusy, children, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      title={isIconOnly && typeof children === "string" ? children : undefined}
      {...rest}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={classOf({ look, isIconOnly }, className)}
    >
      <Inside icon={isBusy ? "sync" : icon} isIconOnly={isIconOnly}>
        {children}
      </Inside>
    </button>
  );
}

type AnchorProps = Omit<Look, "ref"> & AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> };

/** For what the browser fetches itself, such as an export. */
export function ButtonAnchor({ look, icon, isIconOnly, children, className, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={classOf({ look, isIconOnly }, className)}>
      <Inside icon={icon} isIconOnly={isIconOnly}>
        {children}
      </Inside>
    </a>
  );
}

/** A link to another page: takes `to`, `params` and `search` of the router. */
export const ButtonLink = createLink(ButtonAnchor);

/** The same to an address of this application that is only known as text. */
export function ButtonAnchorLink({ href, onClick, ...rest }: AnchorProps & { href: string }) {
  const follow = useFollow()(href);
  return (
    <ButtonAnchor
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        follow(event);
      }}
    />
  );
}
