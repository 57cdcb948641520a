/** How the wizard begins: afresh, or where it was left; and whether a test still fits what is in the form. */
import type { ProviderDescriptor } from "../../ipc/bindings";
import { type ConnectorForm, chooseProvider, emptyForm } from "./draft";
import { defaults, hasFields } from "./schema";
import { isBefore } from "./steps";
import { takeUnfinished, type Unfinished } from "./unfinished";

export function firstForm(providers: ProviderDescriptor[]): ConnectorForm {
  const only = providers.length === 1 ? providers[0] : undefined;
  return only === undefined ? emptyForm() : chooseProvider(emptyForm(), only);
}

/** What a test's result depends on; another object means that the result is about something else. */
export function sameSource(a: ConnectorForm | undefined, b: ConnectorForm): boolean {
  return (
    a !== undefined &&
    a.provider === b.provider &&
    a.config === b.config &&
    a.credential === b.credential &&
    a.scope.buckets === b.scope.buckets
  );
}

/** What was begun before. A credential is not kept, so a provider that needs one starts again where it is typed. */
export function resumed(providers: ProviderDescriptor[]): Unfinished | undefined {
  const kept = takeUnfinished();
  const provider = providers.find((known) => known.id === kept?.form.provider);
  if (kept === undefined || provider === undefined) {
    return undefined;
  }
  const form = { ...kept.form, credential: defaults(provider.credential_schema) };
  return { form, step: hasFields(provider.credential_schema) && isBefore("fill", kept.step) ? "fill" : kept.step };
}
