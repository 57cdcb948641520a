/** What jsdom lacks and the pages need, and the words on screen. */
import "@testing-library/jest-dom/vitest";
import "../app/i18n";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// A busy machine draws late; what never comes is still noticed.
configure({ asyncUtilTimeout: 15_000 });

vi.stubGlobal("matchMedia", (query: string) => ({
  matches: query.includes("reduce"),
  media: query,
  onchange: null,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
  dispatchEvent: () => false,
}));

vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

// There is no layout: lists that measure themselves find a window of this size.
for (const [name, size] of [
  ["offsetHeight", 640],
  ["offsetWidth", 1000],
  ["clientHeight", 640],
  ["clientWidth", 1000],
] as const) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
}
Object.defineProperty(document, "fonts", {
  configurable: true,
  value: { ready: Promise.resolve(), addEventListener: () => undefined, removeEventListener: () => undefined },
});
HTMLCanvasElement.prototype.getContext = () => null;
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;
if (!globalThis.CSS?.escape) vi.stubGlobal("CSS", { escape: (text: string) => text.replace(/["\\]/g, "\\$&") });

if (typeof Blob.prototype.text !== "function") {
  Blob.prototype.text = function text(this: Blob) {
    return new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(String(reader.result));
      reader.onerror = () => failed(reader.error);
      reader.readAsText(this);
    });
  };
}

afterEach(() => cleanup());
