/**
 * Values of a provider's form between the kit, which draws it, and the backend: what it starts with and
 * what of it is sent.
 */
import type { JsonValue } from "../../ipc/bindings";
import { type FormValues, fieldsOf, isBlank, settled, shownFields } from "../../kit/schema";

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

/** The settings as conditions of the credential see them: leftovers of another choice decide nothing. */
export function around(schema: JsonValue, config: Values): Values {
  return settled(fieldsOf(schema), config);
}

/** What is sent: shown fields with something in them. Hidden leftovers of another choice stay behind. */
export function sent(schema: JsonValue, values: Values, outer: Values = {}): Values {
  const kept: Values = {};
  for (const { name } of shownFields(schema, values, outer)) {
    const value = tidy(values[name]);
    if (!isBlank(value)) {
      kept[name] = value;
    }
  }
  return kept;
}
