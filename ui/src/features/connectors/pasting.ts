/**
 * What a pasted text fills in. The text goes from the clipboard to the app and its answer into the form's own
 * state: no cache, no storage, no address ever holds it.
 */
import { type ClipboardEvent, useCallback, useEffect, useRef, useState } from "react";
import type { JsonValue, Problem, ProviderDescriptor, Recognised } from "../../ipc/bindings";
import { fieldsOf } from "../../kit/schema";
import { type ConnectorForm, chooseProvider } from "./draft";
import { asProblem, recognise } from "./queries";
import type { Values } from "./schema";

/** Shorter texts are words that someone moves about, not settings. */
const SHORTEST = 12;
/** Characters; a key file has a few thousand. */
const LONGEST = 1024 * 1024;

export interface Filled {
  what: string;
  provider: string;
  /** Titles of the fields that were filled in. */
  fields: string[];
}

export type PasteState =
  | { phase: "idle" }
  | { phase: "asking" }
  | { phase: "filled"; filled: Filled }
  | { phase: "unknown" }
  | { phase: "other"; what: string; provider: string }
  | { phase: "failed"; problem: Problem };

function valuesOf(json: JsonValue): Values {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}

/** The form with what was recognised in it, and the titles of what that filled. */
export function fillIn(
  form: ConnectorForm,
  provider: ProviderDescriptor,
  found: Recognised,
): { form: ConnectorForm; fields: string[] } {
  const base = chooseProvider(form, provider);
  const config = valuesOf(found.config);
  const credential = valuesOf(found.credential);
  const titles = (schema: JsonValue, values: Values) =>
    fieldsOf(schema)
      .filter(({ name }) => values[name] !== undefined && values[name] !== null)
      .map(({ name, schema: own }) => own.title ?? name);
  return {
    form: { ...base, config: { ...base.config, ...config }, credential: { ...base.credential, ...credential } },
    fields: [...titles(provider.config_schema, config), ...titles(provider.credential_schema, credential)],
  };
}

interface Options {
  form: ConnectorForm;
  providers: readonly ProviderDescriptor[];
  replace: (form: ConnectorForm) => void;
  /** The provider is settled, as for a saved connector. */
  fixed?: boolean;
  onFilled?: () => void;
}

export interface Pasting {
  state: PasteState;
  /** Takes a text that was pasted on purpose. */
  take: (text: string) => Promise<boolean>;
  /** Takes what is pasted anywhere in a form; only what is recognised changes it. */
  onPaste: (event: ClipboardEvent) => void;
  undo: () => void;
  forget: () => void;
}

export function usePasting({ form, providers, replace, fixed = false, onFilled }: Options): Pasting {
  const [state, setState] = useState<PasteState>({ phase: "idle" });
  const latest = useRef({ form, providers, replace, onFilled });
  latest.current = { form, providers, replace, onFilled };
  const before = useRef<ConnectorForm | undefined>(undefined);
  const asked = useRef(0);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      before.current = undefined;
    };
  }, []);

  const ask = useCallback(
    async (text: string, aloud: boolean): Promise<boolean> => {
      asked.current += 1;
      const turn = asked.current;
      // As it was before the browser puts the text into a field: a recognised text is taken out of it again.
      const was = latest.current.form;
      if (aloud) setState({ phase: "asking" });
      let found: Recognised | null;
      try {
        found = await recognise(text);
      } catch (thrown) {
        if (here.current && aloud && turn === asked.current) {
          setState({ phase: "failed", problem: asProblem(thrown) });
        }
        return false;
      }
      if (!here.current || turn !== asked.current) return false;
      const provider = latest.current.providers.find((known) => known.id === found?.provider);
      if (found === null || provider === undefined) {
        setState(aloud ? { phase: "unknown" } : { phase: "idle" });
        return false;
      }
      if (fixed && provider.id !== was.provider) {
        setState({ phase: "other", what: found.what, provider: provider.title });
        return false;
      }
      const filled = fillIn(was, provider, found);
      before.current = was;
      latest.current.replace(filled.form);
      setState({ phase: "filled", filled: { what: found.what, provider: provider.title, fields: filled.fields } });
      latest.current.onFilled?.();
      return true;
    },
    [fixed],
  );

  const take = useCallback((text: string) => ask(text, true), [ask]);
  const onPaste = useCallback(
    (event: ClipboardEvent) => {
      const text = event.clipboardData.getData("text/plain").trim();
      const quiet = (event.target as HTMLElement).closest("[data-paste-box]") === null;
      if (quiet && text.length >= SHORTEST && text.length <= LONGEST) void ask(text, false);
    },
    [ask],
  );
  const undo = useCallback(() => {
    if (before.current !== undefined) latest.current.replace(before.current);
    before.current = undefined;
    setState({ phase: "idle" });
  }, []);
  const forget = useCallback(() => {
    before.current = undefined;
    setState({ phase: "idle" });
  }, []);
  return { state, take, onPaste, undo, forget };
}
