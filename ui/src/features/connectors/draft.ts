/**
 * A connector as it lies in the form, and what is sent of it: a whole draft for a new one, only the
 * changed fields for a known one. A credential that was left blank is not sent at all.
 */
import type {
  Connector,
  ConnectorDraft,
  ConnectorPatch,
  ConnectorPoliciesArgs,
  ExportTo,
  ImportMode,
  JsonValue,
  ProviderDescriptor,
  Scope,
  Use,
} from "../../ipc/bindings";
import { faultsOf, shownFields } from "../../kit/schema";
import { choiceOf, cronOf, localTimezone, NO_SCHEDULE, type ScheduleChoice } from "./cron";
import { blanksOf } from "./presets";
import { around, defaults, sent, type Values } from "./schema";
import { EMPTY_SCOPE, parseSize, type ScopeText, scopeToText, textToScope } from "./scopeText";

/** Where syncs keep redacted copies, as it is filled in. */
export interface CopiesForm {
  to: "nowhere" | "folder" | "connector";
  folder: string;
  target: string | null;
  bucket: string;
  prefix: string;
}

export const NO_COPIES: CopiesForm = { to: "nowhere", folder: "", target: null, bucket: "", prefix: "" };

export interface ConnectorForm {
  provider: string;
  name: string;
  config: Values;
  /** Lives in the form only, never in a cache, the address or storage. */
  credential: Values;
  scope: ScopeText;
  schedule: ScheduleChoice;
  timezone: string;
  importMode: ImportMode;
  collection: string;
  /** The policy's id; empty: the first that the app brings. */
  policy: string;
  /** Redacted copies may be written through it. */
  exports: boolean;
  exportBase: string;
  copies: CopiesForm;
}

export function emptyForm(): ConnectorForm {
  return {
    provider: "",
    name: "",
    config: {},
    credential: {},
    scope: EMPTY_SCOPE,
    schedule: NO_SCHEDULE,
    timezone: localTimezone(),
    importMode: "all",
    collection: "",
    policy: "",
    exports: false,
    exportBase: "",
    copies: NO_COPIES,
  };
}

/** The form with another provider: what belongs to the old one's settings goes, everything else stays. */
export function chooseProvider(form: ConnectorForm, provider: ProviderDescriptor): ConnectorForm {
  if (form.provider === provider.id) {
    return form;
  }
  return {
    ...form,
    provider: provider.id,
    config: defaults(provider.config_schema),
    credential: defaults(provider.credential_schema),
  };
}

/** The form of a saved connector. Its credential is never known, so these fields are blank. */
export function formOf(connector: Connector, provider: ProviderDescriptor): ConnectorForm {
  const config =
    typeof connector.config === "object" && connector.config !== null && !Array.isArray(connector.config)
      ? connector.config
      : {};
  return {
    provider: connector.provider,
    name: connector.name,
    config: { ...defaults(provider.config_schema), ...config },
    credential: defaults(provider.credential_schema),
    scope: scopeToText(connector),
    schedule: choiceOf(connector.schedule_cron),
    timezone: connector.timezone,
    importMode: connector.import_mode,
    collection: connector.collection ?? "",
    policy: connector.policy_id ?? "",
    exports: connector.scopes.includes("export"),
    exportBase: connector.export_base_path ?? "",
    copies: copiesOf(connector.copies),
  };
}

function copiesOf(to: ExportTo | null): CopiesForm {
  if (to === null) return NO_COPIES;
  return to.kind === "folder"
    ? { ...NO_COPIES, to: "folder", folder: to.path }
    : { ...NO_COPIES, to: "connector", target: to.connector_id, bucket: to.bucket, prefix: to.prefix };
}

/** Where copies go; `undefined` for nowhere. */
function placeOf({ to, folder, target, bucket, prefix }: CopiesForm): ExportTo | undefined {
  if (to === "folder") return { kind: "folder", path: folder.trim() };
  return to === "connector"
    ? { kind: "connector", connector_id: target ?? "", bucket: bucket.trim(), prefix }
    : undefined;
}

/** Values out of a form are what its inputs hold: text, numbers, switches, lists. */
function json(values: Values): JsonValue {
  return values as JsonValue;
}

function scopeFor(form: ConnectorForm, provider: ProviderDescriptor): Scope {
  const scope = textToScope(form.scope);
  // Buckets that were typed for another provider mean nothing to one without them.
  return provider.capabilities.buckets ? scope : { ...scope, buckets: [] };
}

/** The credential that was typed; `undefined` when every field is blank. */
export function credentialOf(form: ConnectorForm, provider: ProviderDescriptor): Values | undefined {
  const typed = sent(provider.credential_schema, form.credential, around(provider.config_schema, form.config));
  // Defaults alone (a method that is preselected) are no credential.
  const preset = defaults(provider.credential_schema);
  return Object.entries(typed).some(([name, value]) => preset[name] !== value) ? typed : undefined;
}

function exportsOf(form: ConnectorForm, provider: ProviderDescriptor): boolean {
  return form.exports && provider.capabilities.upload;
}

/** What the connector may be used for. */
export function usesOf(form: ConnectorForm, provider: ProviderDescriptor): Use[] {
  return exportsOf(form, provider) ? ["import", "export"] : ["import"];
}

export function draftOf(form: ConnectorForm, provider: ProviderDescriptor): ConnectorDraft {
  const cron = cronOf(form.schedule);
  const credential = credentialOf(form, provider);
  const collection = form.collection.trim();
  const base = exportsOf(form, provider) ? form.exportBase.trim() : "";
  const copies = placeOf(form.copies);
  return {
    name: form.name.trim(),
    provider: provider.id,
    config: json(sent(provider.config_schema, form.config)),
    ...(credential === undefined ? {} : { credential }),
    ...scopeFor(form, provider),
    scopes: usesOf(form, provider),
    ...(base === "" ? {} : { export_base_path: base }),
    import_mode: form.importMode,
    ...(cron === undefined ? {} : { schedule_cron: cron }),
    timezone: form.timezone,
    ...(collection === "" ? {} : { collection }),
    ...(form.policy === "" ? {} : { policy_id: form.policy }),
    ...(copies === undefined ? {} : { copies }),
  };
}

/** What is asked about what to grant: the visible settings, never the credential. */
export function policiesOf(form: ConnectorForm, provider: ProviderDescriptor): ConnectorPoliciesArgs {
  return {
    provider: provider.id,
    config: json(sent(provider.config_schema, form.config)),
    scope: scopeFor(form, provider),
    uses: usesOf(form, provider),
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, inner]) => [name, sorted(inner)]),
    );
  }
  return value;
}

/** What changed between the form as it was opened and as it is now. */
export function patchOf(before: ConnectorForm, after: ConnectorForm, provider: ProviderDescriptor): ConnectorPatch {
  const patch: ConnectorPatch = {};
  const [old, now] = [draftOf(before, provider), draftOf(after, provider)];
  if (old.name !== now.name) {
    patch.name = now.name;
  }
  if (!same(old.config, now.config)) {
    patch.config = now.config;
  }
  if (now.credential !== undefined) {
    patch.credential = now.credential;
  }
  for (const field of ["buckets", "prefixes", "patterns", "exclude", "file_types"] as const) {
    if (!same(old[field], now[field])) {
      patch[field] = now[field];
    }
  }
  if (old.max_object_size !== now.max_object_size) {
    patch.max_object_size = now.max_object_size;
  }
  if (!same(old.scopes, now.scopes)) {
    patch.scopes = now.scopes;
  }
  if (old.export_base_path !== now.export_base_path) {
    patch.export_base_path = now.export_base_path ?? null;
  }
  if (old.import_mode !== now.import_mode) {
    patch.import_mode = now.import_mode;
  }
  if (old.schedule_cron !== now.schedule_cron) {
    patch.schedule_cron = now.schedule_cron ?? null;
  }
  if (old.timezone !== now.timezone && now.timezone !== undefined) {
    patch.timezone = now.timezone;
  }
  if (old.collection !== now.collection) {
    patch.collection = now.collection ?? null;
  }
  if (old.policy_id !== now.policy_id) {
    patch.policy_id = now.policy_id ?? null;
  }
  if (!same(old.copies ?? null, now.copies ?? null)) {
    patch.copies = now.copies ?? null;
  }
  return patch;
}

/** Fields that stop a step from going on, by the name that problems use; the word says why. */
export type FieldFaults = Record<
  string,
  "required" | "not_a_size" | "not_a_schedule" | "setting" | "no_export_bucket" | "not_a_base" | "not_a_bucket"
>;

/**
 * Faulty settings. With `keeps` a blank credential is fine, as nothing of it is sent. One that was begun
 * must be whole, because it replaces the stored one.
 */
export function fillFaults(form: ConnectorForm, provider: ProviderDescriptor, keeps: boolean): FieldFaults {
  const faults: FieldFaults = form.name.trim() === "" ? { name: "required" } : {};
  const settings = faultsOf(provider.config_schema, form.config, {}, { blanks: blanksOf(provider) });
  const credential =
    keeps && credentialOf(form, provider) === undefined
      ? {}
      : faultsOf(provider.credential_schema, form.credential, around(provider.config_schema, form.config));
  // What is wrong with a setting is said by the form that draws it.
  for (const name of [...Object.keys(settings), ...Object.keys(credential)]) {
    faults[name] ??= "setting";
  }
  return faults;
}

export function scopeFaults(form: ConnectorForm, provider: ProviderDescriptor): FieldFaults {
  const base = exportsOf(form, provider) ? exportFault(form, provider) : undefined;
  return {
    ...(parseSize(form.scope.maxSize, form.scope.maxUnit) === undefined ? { max_object_size: "not_a_size" } : {}),
    ...(base === undefined ? {} : { export_base_path: base }),
  };
}

/** Why nothing could be written there; the app checks again and refuses whatever leads outside. */
function exportFault(
  form: ConnectorForm,
  provider: ProviderDescriptor,
): "no_export_bucket" | "not_a_base" | "not_a_bucket" | undefined {
  const base = form.exportBase.trim();
  const { buckets } = provider.capabilities;
  if (base === "") {
    // Without a path the only bucket of the scope is meant; a folder is its own.
    return buckets && textToScope(form.scope).buckets.length !== 1 ? "no_export_bucket" : undefined;
  }
  const parts = base.replace(/\/$/u, "").split("/");
  if (base.startsWith("/") || parts.some((part) => part === "" || part === "." || part === "..")) {
    return "not_a_base";
  }
  return buckets && !/^[A-Za-z0-9][A-Za-z0-9._-]*$/u.test(parts[0] ?? "") ? "not_a_bucket" : undefined;
}

export function scheduleFaults(form: ConnectorForm): FieldFaults {
  const { to, folder, target } = form.copies;
  return {
    ...(cronOf(form.schedule) === "" ? { schedule_cron: "not_a_schedule" } : {}),
    ...(to === "folder" && folder.trim() === "" ? { copies: "required" } : {}),
    ...(to === "connector" && target === null ? { copies_target: "required" } : {}),
  };
}

const IN_SCOPE = ["buckets", "prefixes", "patterns", "exclude", "file_types", "max_object_size", "policy_id"];
const IN_EXPORT = ["export_base_path", "scopes"];
const IN_SCHEDULE = ["schedule_cron", "timezone", "import_mode", "collection", "copies"];

/**
 * Which step draws the field that a problem names; `undefined` when none does, so that the problem must
 * be said on its own.
 */
export function stepOfField(
  field: string | undefined,
  form: ConnectorForm,
  provider: ProviderDescriptor,
): "fill" | "scope" | "schedule" | undefined {
  if (field === undefined) {
    return undefined;
  }
  if (IN_SCOPE.includes(field)) {
    return field === "buckets" && !provider.capabilities.buckets ? undefined : "scope";
  }
  if (IN_EXPORT.includes(field)) {
    return provider.capabilities.upload ? "scope" : undefined;
  }
  if (IN_SCHEDULE.includes(field)) {
    // Without a schedule its fields are not shown.
    const hidden = form.schedule.kind === "none" && (field === "schedule_cron" || field === "timezone");
    return hidden ? undefined : "schedule";
  }
  const drawn = (schema: JsonValue, values: Values, path: string, outer: Values) =>
    shownFields(schema, values, outer).some(({ name }) => field === name || field === `${path}.${name}`);
  return field === "name" ||
    drawn(provider.config_schema, form.config, "config", {}) ||
    drawn(provider.credential_schema, form.credential, "credential", around(provider.config_schema, form.config))
    ? "fill"
    : undefined;
}
