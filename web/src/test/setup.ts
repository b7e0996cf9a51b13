import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// jsdom draws nothing and so scrolls nowhere
Element.prototype.scrollIntoView = () => {};
window.scrollTo = () => {};
Element.prototype.hasPointerCapture = () => false;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
