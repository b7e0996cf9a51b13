/** A link to an address of this application that is only known as text. */
import { useRouter } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, MouseEvent } from "react";

/** Goes there without loading the page again; what the browser does with keys held (another tab) stays its own. */
export function useFollow(): (href: string) => (event: MouseEvent) => void {
  const router = useRouter();
  return (href) => (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void router.navigate({ href });
  };
}

export function AddressLink({ href, children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = useFollow();
  return (
    <a {...rest} href={href} onClick={follow(href)}>
      {children}
    </a>
  );
}
