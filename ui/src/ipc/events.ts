/** What the app says unasked: which cached answers are stale, where to go, whether the window is hidden. */
import { isTauri } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { currentBackend } from "./client";

/** The first element of every query key; the app names these when a change makes answers stale. */
export const tags = [
  "connectors",
  "runs",
  "findings",
  "documents",
  "overview",
  "engine",
  "settings",
  "transfers",
  "browse",
  "policies",
  "allow_rules",
  "exports",
] as const;
export type Tag = (typeof tags)[number];

export interface AppEvents {
  stale: { tags: string[] };
  navigate: { to: string };
  hidden: unknown;
  shown: unknown;
  /** Files or folders of the desktop were let go over the window; CSS pixels. */
  files_dropped: { paths: string[]; x: number; y: number };
  /** They are held over the window, or (`null`) not any more. */
  files_hover: { x: number; y: number } | null;
}

/** Listens until the returned function is called. */
export function onAppEvent<E extends keyof AppEvents>(event: E, handler: (payload: AppEvents[E]) => void): () => void {
  const backend = currentBackend();
  if (backend) return backend.listen(event, (payload) => handler(payload as AppEvents[E]));
  if (!isTauri()) return () => undefined;
  const pending = listen<AppEvents[E]>(event, (message) => handler(message.payload));
  return () => void pending.then((stop) => stop());
}
