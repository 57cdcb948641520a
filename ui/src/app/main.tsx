/** Starts the window. */
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "uplot/dist/uPlot.min.css";
import "./base.css";
import "./i18n";
import { createRoot } from "react-dom/client";
import { setBackend } from "../ipc/client";
import { App } from "./App";
import { sayReady } from "./queries";
import { styleNonce } from "./theme";

// Scroll locks of dialogs make a style element of their own and look for its nonce here.
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce();

async function start(): Promise<void> {
  if (import.meta.env.VITE_FAKE) {
    const { fakeBackend } = await import("../ipc/fake");
    setBackend(fakeBackend());
  }
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(<App />);
  // The window stays hidden until there is something to see.
  requestAnimationFrame(() => setTimeout(sayReady, 0));
}

void start();
