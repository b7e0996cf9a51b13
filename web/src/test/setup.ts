import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// the first test of a file waits for its page to be compiled
configure({ asyncUtilTimeout: 12_000 });

// jsdom draws nothing and so scrolls nowhere
Element.prototype.scrollIntoView = () => {};
window.scrollTo = () => {};
Element.prototype.hasPointerCapture = () => false;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// what has left the page is not on it any more: a query within a dialog that was taken away finds nothing, rather than what it had
const querySelectorAll = Element.prototype.querySelectorAll;
Element.prototype.querySelectorAll = function (this: Element, selectors: string) {
  return this.isConnected
    ? querySelectorAll.call(this, selectors)
    : document.createDocumentFragment().querySelectorAll("*");
} as typeof querySelectorAll;
