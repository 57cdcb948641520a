/** What a provider's JSON Schema asks for: which fields there are, which are shown now, and what is wrong. */

export type FormValues = Record<string, unknown>;

export interface FieldSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  oneOf?: { const?: unknown; title?: string; description?: string }[];
  anyOf?: FieldSchema[];
  items?: FieldSchema;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  writeOnly?: boolean;
  "x-secret"?: boolean;
  "x-placeholder"?: string;
  "x-example"?: string;
  "x-group"?: string;
  "x-advanced"?: boolean;
  "x-widget"?: string;
  /** Every named field must have this value, or one of these. */
  /** All of one condition; with several, any one of them. */
  "x-show-when"?: Record<string, unknown> | Record<string, unknown>[];
  /** Words for the entries of `enum`, in their order or by value. */
  "x-enum-titles"?: string[] | Record<string, string>;
  /** What to say when `pattern` does not match. */
  "x-pattern-hint"?: string;
}

export interface FormField {
  name: string;
  schema: FieldSchema;
  required: boolean;
}

export type FieldKind =
  | "text"
  | "secret"
  | "longSecret"
  | "number"
  | "switch"
  | "choice"
  | "segments"
  | "list"
  | "folder"
  | "file"
  | "asked"
  | "json";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Follows `$ref` into `$defs`, and takes the real branch of "this or null". */
function resolved(schema: FieldSchema & { $ref?: string }, whole: Record<string, unknown>): FieldSchema {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.split("/").pop() ?? "";
    const found =
      (isRecord(whole.$defs) && whole.$defs[name]) || (isRecord(whole.definitions) && whole.definitions[name]);
    if (isRecord(found)) {
      const { $ref: _, ...own } = schema;
      return resolved({ ...(found as FieldSchema), ...own }, whole);
    }
  }
  const branches = schema.anyOf?.filter((branch) => branch.type !== "null");
  if (branches?.length === 1 && branches[0]) {
    const { anyOf: _, ...own } = schema;
    return resolved({ ...branches[0], ...own }, whole);
  }
  return schema;
}

/** The fields of a schema in their written order. */
export function fieldsOf(schema: unknown): FormField[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties)
    .filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]))
    .map(([name, field]) => ({
      name,
      schema: resolved(field as FieldSchema, schema),
      required: required.includes(name),
    }));
}

/** The values with the schema's own where nothing was chosen yet. */
export function withDefaults(fields: readonly FormField[], values: FormValues): FormValues {
  const filled: FormValues = {};
  for (const { name, schema } of fields) if (schema.default !== undefined) filled[name] = schema.default;
  return { ...filled, ...values };
}

/** Whether a field is shown, given the settled values of its form and of those around it. */
export function isShown(field: FieldSchema, values: FormValues, around: FormValues = {}): boolean {
  const when = field["x-show-when"];
  if (!when) return true;
  return (Array.isArray(when) ? when : [when]).some((condition) =>
    Object.entries(condition).every(([name, wanted]) => {
      const value = name in values ? values[name] : around[name];
      return Array.isArray(wanted) ? wanted.includes(value) : value === wanted;
    }),
  );
}

/**
 * The values that conditions look at: the schema's own where nothing was chosen, and also where a field is
 * hidden, so that a leftover of another choice decides nothing.
 */
export function settled(fields: readonly FormField[], values: FormValues, around: FormValues = {}): FormValues {
  let now = withDefaults(fields, values);
  // One round for each field is enough for the longest chain of conditions.
  for (let round = 0; round < fields.length; round += 1) {
    const next = withDefaults(fields, values);
    for (const { name, schema } of fields) {
      if (isShown(schema, now, around)) continue;
      if (schema.default === undefined) delete next[name];
      else next[name] = schema.default;
    }
    const same = Object.keys({ ...now, ...next }).every((name) => now[name] === next[name]);
    now = next;
    if (same) break;
  }
  return now;
}

/** The fields that are shown now. `around` are settled values of the form around this one. */
export function shownFields(schema: unknown, values: FormValues, around: FormValues = {}): FormField[] {
  const fields = fieldsOf(schema);
  const now = settled(fields, values, around);
  return fields.filter((field) => isShown(field.schema, now, around));
}

export function choicesOf(schema: FieldSchema): { value: string; label: string; description?: string }[] | undefined {
  const listed = schema.oneOf?.filter((one) => one.const !== undefined);
  if (listed && listed.length > 0) {
    return listed.map((one) => ({
      value: String(one.const),
      label: one.title ?? one.description ?? String(one.const),
      ...(one.title && one.description ? { description: one.description } : {}),
    }));
  }
  const titles = schema["x-enum-titles"];
  return schema.enum
    ?.map((value, at) => ({ value, title: Array.isArray(titles) ? titles[at] : titles?.[String(value)] }))
    .filter(({ value }) => value !== null)
    .map(({ value, title }) => ({ value: String(value), label: title ?? String(value) }));
}

/** Examples to show beside a field. */
export function examplesOf(schema: FieldSchema): string[] {
  const own = schema["x-example"];
  return [...(own === undefined ? [] : [own]), ...(schema.examples ?? []).map(String)];
}

/** The most letters that all choices of a row of segments have together. */
const SEGMENT_LETTERS = 56;

export function kindOf(schema: FieldSchema): FieldKind {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  const widget = schema["x-widget"];
  if (widget === "folder" || widget === "file" || widget === "json") return widget;
  if (widget === "choice") return "asked";
  if (schema["x-secret"]) return widget === "textarea" || (schema.maxLength ?? 0) > 1000 ? "longSecret" : "secret";
  const choices = choicesOf(schema);
  if (choices) {
    // A row of segments has always one chosen, so the schema must say which.
    const few = choices.length >= 2 && choices.length <= 4 && schema.default !== undefined;
    const letters = choices.reduce((sum, { label }) => sum + label.length, 0);
    return few && letters <= SEGMENT_LETTERS ? "segments" : "choice";
  }
  if (type === "boolean") return "switch";
  if (type === "integer" || type === "number") return "number";
  if (type === "array") return "list";
  return "text";
}

export function isBlank(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === "string" && value.trim() === "") ||
    (Array.isArray(value) && value.length === 0)
  );
}

export interface FieldFault {
  /** Key of the words, under `kit:form`. */
  key:
    | "required"
    | "notNumber"
    | "tooShort"
    | "tooLong"
    | "badPattern"
    | "atLeast"
    | "atMost"
    | "incomplete"
    | "notJson";
  values?: Record<string, number | string>;
}

/** Parts of preset values that a person has to write: `<account>`. */
export function blanksIn(value: unknown): string[] {
  return typeof value === "string" ? (value.match(/<[^<>\s]+>/gu) ?? []) : [];
}

/**
 * What is wrong with a value before anybody is asked; the app checks again. `blanks` are the parts of preset
 * values that may not be left as they are.
 */
export function faultOf(
  field: FormField,
  value: unknown,
  optional = false,
  blanks: readonly string[] = [],
): FieldFault | undefined {
  const { schema, required } = field;
  if (isBlank(value)) return required && !optional ? { key: "required" } : undefined;
  if (kindOf(schema) === "number") {
    if (typeof value !== "number" || !Number.isFinite(value)) return { key: "notNumber" };
    if (schema.minimum !== undefined && value < schema.minimum)
      return { key: "atLeast", values: { min: schema.minimum } };
    if (schema.maximum !== undefined && value > schema.maximum)
      return { key: "atMost", values: { max: schema.maximum } };
  }
  if (typeof value === "string") {
    const left = blanks.find((blank) => value.includes(blank));
    if (left !== undefined) return { key: "incomplete", values: { blank: left } };
    if (schema["x-widget"] === "json" && !isJson(value)) return { key: "notJson" };
    const length = [...value].length;
    if (schema.minLength !== undefined && length < schema.minLength)
      return { key: "tooShort", values: { min: schema.minLength } };
    if (schema.maxLength !== undefined && length > schema.maxLength)
      return { key: "tooLong", values: { max: schema.maxLength } };
    if (schema.pattern !== undefined && !matchesPattern(schema.pattern, value)) return { key: "badPattern" };
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function matchesPattern(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    // A pattern of another dialect is the app's to check.
    return true;
  }
}

/** Every fault of the fields that are shown, by field name. `stored`: an empty secret keeps the stored one. */
export function faultsOf(
  schema: unknown,
  values: FormValues,
  around: FormValues = {},
  { stored = false, blanks = [] }: { stored?: boolean; blanks?: readonly string[] } = {},
): Record<string, FieldFault> {
  const faults: Record<string, FieldFault> = {};
  for (const field of shownFields(schema, values, around)) {
    const fault = faultOf(
      field,
      values[field.name] ?? field.schema.default,
      stored && field.schema["x-secret"] === true,
      blanks,
    );
    if (fault) faults[field.name] = fault;
  }
  return faults;
}
