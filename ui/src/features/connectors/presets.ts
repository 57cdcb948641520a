/** Known services of a provider: which one the settings are of, and what choosing another changes. */
import type { Preset, ProviderDescriptor } from "../../ipc/bindings";
import { blanksIn } from "../../kit/schema";
import { defaults, type Values } from "./schema";

function settingsOf(preset: Preset): Values {
  const { config } = preset;
  return typeof config === "object" && config !== null && !Array.isArray(config) ? config : {};
}

/** The parts of preset values that a person has to write, such as `<account>`. */
export function blanksOf(provider: ProviderDescriptor): string[] {
  return [...new Set(provider.presets.flatMap((preset) => Object.values(settingsOf(preset)).flatMap(blanksIn)))];
}

function fits(wanted: unknown, value: unknown): boolean {
  const blanks = blanksIn(wanted);
  if (blanks.length === 0 || typeof wanted !== "string") {
    return wanted === value;
  }
  if (typeof value !== "string") {
    return false;
  }
  // What stands around the blanks has to be there, in its order.
  let rest = value;
  for (const [at, part] of wanted.split(/<[^<>\s]+>/u).entries()) {
    const found = rest.indexOf(part);
    if (found < 0 || (at === 0 && found > 0)) {
      return false;
    }
    rest = rest.slice(found + part.length);
  }
  return true;
}

/** The preset that the settings are of: the one that says most of them. */
export function presetOf(provider: ProviderDescriptor, config: Values): Preset | undefined {
  return provider.presets
    .filter((preset) => {
      const wanted = Object.entries(settingsOf(preset));
      return wanted.length > 0 && wanted.every(([name, value]) => fits(value, config[name]));
    })
    .sort((a, b) => Object.keys(settingsOf(b)).length - Object.keys(settingsOf(a)).length)[0];
}

/** The settings with another service: what the one before had filled in goes, the rest stays. */
export function withPreset(provider: ProviderDescriptor, config: Values, next: Preset | undefined): Values {
  const usual = defaults(provider.config_schema);
  const before = presetOf(provider, config);
  const kept: Values = { ...config };
  for (const name of Object.keys(before === undefined ? {} : settingsOf(before))) {
    delete kept[name];
    if (usual[name] !== undefined) {
      kept[name] = usual[name];
    }
  }
  return { ...kept, ...(next === undefined ? {} : settingsOf(next)) };
}

/** The first setting of a preset that has to be completed. */
export function firstBlank(preset: Preset): { field: string; blank: string } | undefined {
  for (const [field, value] of Object.entries(settingsOf(preset))) {
    const [blank] = blanksIn(value);
    if (blank !== undefined) {
      return { field, blank };
    }
  }
  return undefined;
}
