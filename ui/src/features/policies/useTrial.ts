/**
 * Tries detectors on a text as it is typed. Text and answer live in this hook's state alone: no cache, address
 * or store ever holds them, and an answer that comes too late is dropped.
 */
import { useEffect, useRef, useState } from "react";
import type { CustomTrial } from "../../ipc/bindings";

const TYPING_MS = 250;

export interface Trial {
  text: string;
  setText: (text: string) => void;
  /** The text that `answer` belongs to. */
  tried: string;
  answer: CustomTrial | undefined;
  busy: boolean;
  problem: unknown;
}

/** `question` names what is tried besides the text; a new one asks again. `null`: there is nothing to try yet. */
export function useTrial(question: string | null, ask: (text: string) => Promise<CustomTrial>): Trial {
  const [text, setText] = useState("");
  const [state, setState] = useState<{ tried: string; answer?: CustomTrial; problem?: unknown }>({ tried: "" });
  const [busy, setBusy] = useState(false);
  const latest = useRef(ask);
  latest.current = ask;

  useEffect(() => {
    if (question === null) {
      setState({ tried: "" });
      setBusy(false);
      return;
    }
    let here = true;
    setBusy(true);
    const timer = setTimeout(() => {
      latest
        .current(text)
        .then((answer) => here && setState({ tried: text, answer }))
        .catch((problem: unknown) => here && setState({ tried: text, problem }))
        .finally(() => here && setBusy(false));
    }, TYPING_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [question, text]);

  return { text, setText, busy, tried: state.tried, answer: state.answer, problem: state.problem };
}
