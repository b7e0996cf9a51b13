/** The nonce with which the page may add styles of its own (Content Security Policy). */
import { setNonce } from "get-nonce";

export const cspNonce: string =
  typeof document === "undefined"
    ? ""
    : (document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "");

// what Radix brings to keep the page from scrolling under a dialog asks there
setNonce(cspNonce);
