/**
 * A scope as a person edits it: one entry per line, sizes as a number with a unit. Prefixes are exact
 * keys, so nothing is trimmed from them and what cannot be typed is written as an escape.
 */
import type { ObjectKey, Scope } from "../../ipc/bindings";

/** First of the 256 private-use characters that stand for bytes which are not UTF-8. */
const STRAY = 0x10ff00;

function cannotBeTyped(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  );
}

/** A key as one editable line; a real backslash is doubled so that the line can be read back. */
export function keyToLine(key: ObjectKey): string {
  let line = "";
  for (const char of key) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= STRAY) {
      line += `\\x${(code - STRAY).toString(16).padStart(2, "0")}`;
    } else if (cannotBeTyped(code)) {
      line += `\\u{${code.toString(16)}}`;
    } else {
      line += char === "\\" ? "\\\\" : char;
    }
  }
  return line;
}

/** The inverse of `keyToLine`. An escape that is none stays as typed. */
export function lineToKey(line: string): ObjectKey {
  return line.replace(
    /\\(?:\\|x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\})/g,
    (whole: string, byte: string | undefined, point: string | undefined) => {
      if (byte !== undefined) {
        return String.fromCodePoint(STRAY + Number.parseInt(byte, 16));
      }
      if (point !== undefined) {
        const code = Number.parseInt(point, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      return "\\";
    },
  );
}

function unique(entries: string[]): string[] {
  return [...new Set(entries)];
}

function lines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Trimmed lines without empty ones and doubles: buckets and globs never begin or end with a space. */
export function parseLines(text: string): string[] {
  return unique(
    lines(text)
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  );
}

/** Prefixes, exact: spaces at either end belong to the key. A line of nothing but spaces is dropped. */
export function parsePrefixes(text: string): ObjectKey[] {
  return unique(
    lines(text)
      .filter((line) => line.trim() !== "")
      .map(lineToKey),
  );
}

/** Extensions, however they were written: `.CSV, *.json; txt`. */
export function parseFileTypes(text: string): string[] {
  return unique(
    text
      .split(/[\s,;]+/)
      .map((word) => word.replace(/^\*?\./, "").toLowerCase())
      .filter((word) => word !== ""),
  );
}

export const SIZE_UNITS = ["KB", "MB", "GB"] as const;
export type SizeUnit = (typeof SIZE_UNITS)[number];
const UNIT_BYTES: Record<SizeUnit, number> = { KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 };

/** A scope as it lies in the form. */
export interface ScopeText {
  buckets: string;
  prefixes: string;
  patterns: string;
  exclude: string;
  fileTypes: string;
  /** Empty for no limit. */
  maxSize: string;
  maxUnit: SizeUnit;
}

export const EMPTY_SCOPE: ScopeText = {
  buckets: "",
  prefixes: "",
  patterns: "",
  exclude: "",
  fileTypes: "",
  maxSize: "",
  maxUnit: "MB",
};

/** Bytes of a typed size, `null` for no limit, `undefined` when it is not a size. */
export function parseSize(text: string, unit: SizeUnit): number | null | undefined {
  const typed = text.trim().replace(",", ".");
  if (typed === "") {
    return null;
  }
  if (!/^\d*\.?\d+$|^\d+\.$/.test(typed)) {
    return undefined;
  }
  const bytes = Math.round(Number(typed) * UNIT_BYTES[unit]);
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The largest unit that shows a size exactly with at most three decimals. */
export function sizeText(bytes: number | null): { maxSize: string; maxUnit: SizeUnit } {
  if (bytes === null) {
    return { maxSize: "", maxUnit: "MB" };
  }
  for (const unit of ["GB", "MB", "KB"] as const) {
    const value: number = bytes / UNIT_BYTES[unit];
    if (value >= 1 && Math.round(value * 1000) * (UNIT_BYTES[unit] / 1000) === bytes) {
      return { maxSize: String(Math.round(value * 1000) / 1000), maxUnit: unit };
    }
  }
  return { maxSize: String(bytes / UNIT_BYTES.KB), maxUnit: "KB" };
}

export function scopeToText(scope: Scope): ScopeText {
  return {
    buckets: scope.buckets.join("\n"),
    prefixes: scope.prefixes.map(keyToLine).join("\n"),
    patterns: scope.patterns.join("\n"),
    exclude: scope.exclude.join("\n"),
    fileTypes: scope.file_types.join(", "),
    ...sizeText(scope.max_object_size),
  };
}

/** The scope that the form means. A size that is none counts as no limit; the form refuses it before. */
export function textToScope(text: ScopeText): Scope {
  return {
    buckets: parseLines(text.buckets),
    prefixes: parsePrefixes(text.prefixes),
    patterns: parseLines(text.patterns),
    exclude: parseLines(text.exclude),
    file_types: parseFileTypes(text.fileTypes),
    max_object_size: parseSize(text.maxSize, text.maxUnit) ?? null,
  };
}

/** The scope alone of a connector, which holds more. */
export function scopeOf(of: Scope): Scope {
  const { buckets, prefixes, patterns, exclude, file_types, max_object_size } = of;
  return { buckets, prefixes, patterns, exclude, file_types, max_object_size };
}

export function isEverything(scope: Scope): boolean {
  return (
    scope.buckets.length === 0 &&
    scope.prefixes.length === 0 &&
    scope.patterns.length === 0 &&
    scope.exclude.length === 0 &&
    scope.file_types.length === 0 &&
    scope.max_object_size === null
  );
}
