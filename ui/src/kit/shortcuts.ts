/**
 * The one registry of what can be done right now. Mounted pages put their actions in; keys, the command
 * palette and the help sheet read them out.
 */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Action {
  /** Stable, such as `runs.cancel`. */
  id: string;
  /** What it does, as a person says it: "Sync now". */
  label: string;
  /**
   * Such as `mod+k` (Ctrl, or Cmd on a Mac), `shift+f10`, `?`, `Delete`, or a sequence such as `g o`.
   * Without keys it stands in the palette only.
   */
  keys?: string | string[] | undefined;
  run: () => void;
  /** `global` works everywhere; `page` rests while a dialog is open. Default `page`. */
  scope?: "global" | "page" | undefined;
  /** Heading in the palette and help sheet. */
  group?: string | undefined;
  /** False keeps it out of the palette: keys that only make sense where the focus is. Default true. */
  palette?: boolean | undefined;
  /** Greyed out and not run while false. Default true. */
  enabled?: boolean | undefined;
  /** Its keys count only while the focus is inside; the palette offers it everywhere. */
  within?: (() => Element | null | undefined) | undefined;
  /** Also works while typing in a field. Default: only with Ctrl or Cmd; false: never. */
  whileTyping?: boolean | undefined;
}

const registered: { current: () => Action; key: symbol }[] = [];
const listeners = new Set<() => void>();
let shown: Action[] = [];

function changed(): void {
  const byId = new Map<string, Action>();
  for (const entry of registered) byId.set(entry.current().id, entry.current());
  shown = [...byId.values()];
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All actions that are possible now, in the order of their registration. */
export function useRegisteredActions(): Action[] {
  return useSyncExternalStore(subscribe, () => shown);
}

/** What of an action is visible elsewhere; a new `run` alone redraws nobody. */
function face(action: Action): string {
  return JSON.stringify([
    action.id,
    action.label,
    action.keys,
    action.group,
    action.enabled,
    action.palette,
    action.scope,
  ]);
}

/** Offers actions while the component is mounted. */
export function useActions(actions: readonly (Action | false | null | undefined)[]): void {
  const wanted = actions.filter((action): action is Action => Boolean(action));
  const latest = useRef(wanted);
  latest.current = wanted;
  const faces = wanted.map(face).join("\n");

  // `faces` stands for what is visible of the actions.
  useEffect(() => {
    const key = Symbol("actions");
    const stable = wanted.map(({ id, ...rest }) => ({
      ...rest,
      id,
      run: () => latest.current.find((action) => action.id === id)?.run(),
    }));
    for (const action of stable) registered.push({ key, current: () => action });
    changed();
    return () => {
      for (let at = registered.length - 1; at >= 0; at -= 1) if (registered[at]?.key === key) registered.splice(at, 1);
      changed();
    };
  }, [faces]);
}

/** Offers one action while the component is mounted. */
export function useShortcut(action: Action | false | null | undefined): void {
  useActions([action]);
}

export const isMac = /mac|iphone|ipad/i.test(navigator.platform ?? "");

/** The key presses of an action, each as one or two strokes. */
export function strokesOf(action: Action): string[][] {
  const all = action.keys === undefined ? [] : Array.isArray(action.keys) ? action.keys : [action.keys];
  return all.map((keys) => keys.trim().split(/\s+/));
}

const keyNames: Record<string, string> = {
  mod: isMac ? "⌘" : "Ctrl",
  shift: isMac ? "⇧" : "Shift",
  alt: isMac ? "⌥" : "Alt",
  escape: "Esc",
  delete: "Del",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  enter: "Enter",
  end: "End",
  home: "Home",
  space: "Space",
  backspace: "Backspace",
};

/** The names on the key caps of a stroke: `mod+k` becomes `Ctrl`, `K`. */
export function keyCaps(stroke: string): string[] {
  const parts = stroke === "+" ? ["+"] : stroke.split("+");
  return parts.map((part) => keyNames[part.toLowerCase()] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** A stroke as `aria-keyshortcuts` wants it: `mod+shift+c` becomes `Control+Shift+C`. */
export function ariaKeys(stroke: string): string {
  return stroke
    .split("+")
    .map((part) =>
      part === "mod" ? (isMac ? "Meta" : "Control") : `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`,
    )
    .join("+");
}

function matches(stroke: string, event: KeyboardEvent): boolean {
  const parts = stroke === "+" ? ["+"] : stroke.toLowerCase().split("+");
  const key = parts[parts.length - 1] ?? "";
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const other = isMac ? event.ctrlKey : event.metaKey;
  if (parts.includes("mod") !== mod || other || parts.includes("alt") !== event.altKey) return false;
  const pressed = event.key === " " ? "space" : event.key.toLowerCase();
  if (pressed !== key) return false;
  // A sign such as `?` holds its Shift already.
  const sign = key.length === 1 && !/[a-z0-9]/.test(key);
  return sign || parts.includes("shift") === event.shiftKey;
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type)
  );
}

let firstStroke: { stroke: string; at: number } | undefined;

/** Runs the action of a key press, the latest registered first. True when there was one. */
export function pressKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const inField = typing(event.target);
  const dialog = document.querySelector('[role="dialog"][aria-modal="true"], dialog[open]') !== null;
  const before = firstStroke && event.timeStamp - firstStroke.at < 1500 ? firstStroke.stroke : undefined;
  let starts: string | undefined;
  for (let at = shown.length - 1; at >= 0; at -= 1) {
    const action = shown[at];
    if (!action || action.enabled === false) continue;
    if (dialog && action.scope !== "global") continue;
    if (action.within && !(event.target instanceof Node && action.within()?.contains(event.target))) continue;
    for (const strokes of strokesOf(action)) {
      const [one = "", two] = strokes;
      const usable = !inField || (action.whileTyping ?? one.toLowerCase().includes("mod+"));
      if (!usable) continue;
      if (two === undefined ? before === undefined && matches(one, event) : before === one && matches(two, event)) {
        firstStroke = undefined;
        event.preventDefault();
        action.run();
        return true;
      }
      if (two !== undefined && matches(one, event)) starts = one;
    }
  }
  firstStroke = starts === undefined ? undefined : { stroke: starts, at: event.timeStamp };
  return false;
}

/** Listens to the keyboard; stands once in the shell. */
export function useShortcutKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => void pressKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
