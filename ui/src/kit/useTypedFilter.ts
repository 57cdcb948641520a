/**
 * The text of a filter that stands in the address: shown as it is typed, told once typing settles. A text that
 * changes elsewhere wins, and clearing forgets what was about to be told.
 */
import { useCallback, useEffect, useRef, useState } from "react";

export interface TypedFilter {
  text: string;
  type: (text: string) => void;
  /** Tells at once what was typed. */
  tellNow: () => void;
  /** Empties the field without telling: for whoever clears the address too. */
  reset: () => void;
}

interface Options {
  /** Names what is filtered: when it changes, what was typed about the old one is forgotten. */
  about?: string;
  /** How long typing must pause, in milliseconds; longer where each question costs. */
  pause?: number;
}

/** `tell` gets `undefined` for a text of nothing but spaces. */
export function useTypedFilter(
  told: string | undefined,
  tell: (text: string | undefined) => void,
  { about = "", pause = 250 }: Options = {},
): TypedFilter {
  const [text, setText] = useState(told ?? "");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What the address holds by our own telling: only another text is news. */
  const ours = useRef(told ?? "");
  const latest = useRef({ tell, text, about });
  latest.current = { ...latest.current, tell };

  const show = useCallback((next: string) => {
    clearTimeout(timer.current);
    latest.current.text = next;
    setText(next);
  }, []);
  const tellNow = useCallback(() => {
    clearTimeout(timer.current);
    const wanted = latest.current.text.trim() === "" ? "" : latest.current.text;
    if (wanted === ours.current) return;
    ours.current = wanted;
    latest.current.tell(wanted === "" ? undefined : wanted);
  }, []);
  const type = useCallback(
    (next: string) => {
      show(next);
      timer.current = setTimeout(tellNow, pause);
    },
    [show, tellNow, pause],
  );
  const reset = useCallback(() => {
    ours.current = "";
    show("");
  }, [show]);

  useEffect(() => {
    const elsewhere = about !== latest.current.about;
    latest.current.about = about;
    if (!elsewhere && (told ?? "") === ours.current) return;
    ours.current = told ?? "";
    show(ours.current);
  }, [told, about, show]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return { text, type, tellNow, reset };
}
