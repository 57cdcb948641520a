/** Says short messages to people who use a screen reader, without moving the focus. */

import { VisuallyHidden } from "@mantine/core";
import { useSyncExternalStore } from "react";

let current = { text: "", turn: 0 };
const listeners = new Set<() => void>();

/** Politely announces a message: it waits until the reader is done with what it says. */
export function announce(text: string): void {
  current = { text, turn: current.turn + 1 };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stands once in the shell. Two regions take turns, so that the same words are announced twice. */
export function LiveRegion() {
  const { text, turn } = useSyncExternalStore(subscribe, () => current);
  return (
    <>
      {[0, 1].map((slot) => (
        <VisuallyHidden key={slot} role="status" aria-live="polite" aria-atomic="true" data-testid={`live-${slot}`}>
          {turn % 2 === slot ? text : ""}
        </VisuallyHidden>
      ))}
    </>
  );
}
