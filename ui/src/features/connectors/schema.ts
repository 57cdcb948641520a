/**
 * Values of a provider's form between the kit, which draws it, and the backend: what it starts with and
 * what of it is sent.
 */
import type { JsonValue } from "../../ipc/bindings";
import { type FormValues, fieldsOf, isBlank, isShown } from "../../kit/schema";

export type Values = FormValues;

export function hasFields(schema: JsonValue): boolean {
  return fieldsOf(schema).length > 0;
}

/** The values that an untouched form starts with. */
export function defaults(schema: JsonValue): Values {
  const values: Values = {};
  for (const { name, schema: own } of fieldsOf(schema)) {
    if (own.default !== undefined) {
      values[name] = own.default;
    }
  }
  return values;
}

/** Lists lose their empty lines on the way out; while typing they are needed. */
function tidy(value: unknown): unknown {
  return Array.isArray(value) ? value.filter((entry) => !isBlank(entry)) : value;
}

/** What is sent: shown fields with something in them. Hidden leftovers of another choice stay behind. */
export function sent(schema: JsonValue, values: Values, around: Values = {}): Values {
  const kept: Values = {};
  for (const { name, schema: own } of fieldsOf(schema)) {
    const value = tidy(values[name]);
    if (isShown(own, values, around) && !isBlank(value)) {
      kept[name] = value;
    }
  }
  return kept;
}
