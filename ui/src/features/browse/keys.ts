/**
 * How an object's exact key is cut into folders, spelled for editing and read back.
 *
 * Keys arrive as the reversible text of the domain (stray bytes are U+10FF00 + byte). This file knows
 * nothing of requests or of what a key holds.
 */

import { acts } from "../../kit/calm";

/** First of the 256 private-use characters that stand for bytes which are not UTF-8. */
const STRAY = 0x10ff00;

/** A stretch of a shown key: as it is, or an escape that stands for something that cannot be shown. */
export interface KeyPart {
  text: string;
  escaped: boolean;
}

function escapeOf(code: number): string | undefined {
  if (code >= STRAY) {
    return `\\x${(code - STRAY).toString(16).padStart(2, "0")}`;
  }
  return acts(code) ? `\\u{${code.toString(16)}}` : undefined;
}

/** Cuts a key into plain and escaped stretches, so that escapes can be set apart from a key that spells one. */
export function keyParts(key: string): KeyPart[] {
  const parts: KeyPart[] = [];
  let plain = "";
  for (const char of key) {
    const spelled = escapeOf(char.codePointAt(0) ?? 0);
    if (spelled === undefined) {
      plain += char;
      continue;
    }
    if (plain !== "") {
      parts.push({ text: plain, escaped: false });
      plain = "";
    }
    parts.push({ text: spelled, escaped: true });
  }
  if (plain !== "") {
    parts.push({ text: plain, escaped: false });
  }
  return parts;
}

/** A key as one line of text: for labels and titles, where nothing may act. */
export function showKey(key: string): string {
  return keyParts(key)
    .map((part) => part.text)
    .join("");
}

/** A key as a person edits it: like shown, with a real backslash doubled, so that it can be read back. */
export function toEditable(key: string): string {
  return keyParts(key)
    .map((part) => (part.escaped ? part.text : part.text.replaceAll("\\", "\\\\")))
    .join("");
}

/** The inverse of `toEditable`. An escape that is none stays as typed. */
export function fromEditable(text: string): string {
  return text.replace(
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

/** The last part of a key: of `a/b/` it is `b/`, of `/` it is `/`. */
export function nameOf(key: string): string {
  const body = key.endsWith("/") ? key.slice(0, -1) : key;
  return key.slice(body.lastIndexOf("/") + 1);
}

/** The folder that holds a key or prefix, with its `/`; empty at the top. */
export function parentOf(key: string): string {
  return key.slice(0, key.length - nameOf(key).length);
}

/** Every folder on the way to `prefix`, outermost first, `prefix` itself last. */
export function ancestors(prefix: string): string[] {
  const found: string[] = [];
  let at = prefix.indexOf("/");
  while (at !== -1) {
    found.push(prefix.slice(0, at + 1));
    at = prefix.indexOf("/", at + 1);
  }
  return found;
}

/** What the path bar shows for a place. */
export function placePath(buckets: boolean, bucket: string, prefix: string): string {
  if (!buckets) {
    return toEditable(prefix);
  }
  return bucket === "" ? "" : `${toEditable(bucket)}/${toEditable(prefix)}`;
}

/** Reads what a person typed into the path bar. A path always names a folder. */
export function readPath(buckets: boolean, typed: string): { bucket: string; prefix: string } {
  const text = typed.trim();
  const folder = (key: string) => (key === "" || key.endsWith("/") ? key : `${key}/`);
  if (!buckets) {
    return { bucket: "", prefix: folder(fromEditable(text)) };
  }
  const slash = text.indexOf("/");
  if (slash === -1) {
    return { bucket: fromEditable(text), prefix: "" };
  }
  return { bucket: fromEditable(text.slice(0, slash)), prefix: folder(fromEditable(text.slice(slash + 1))) };
}

/** `bucket/key` or just the key, as text for the clipboard. */
export function pathText(bucket: string, key: string): string {
  return bucket === "" ? showKey(key) : `${showKey(bucket)}/${showKey(key)}`;
}
