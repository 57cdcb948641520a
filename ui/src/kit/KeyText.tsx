/**
 * An object's key exactly as it is. Bytes that are not text arrive as private-use characters (U+10FF00 and
 * above); those, control characters and marks that turn the reading direction are shown as escapes, so that
 * a name cannot pretend to be another.
 */
import { Fragment, type ReactNode } from "react";
import classes from "./kit.module.css";

const byteBase = 0x10_ff00;

/** Invisible or direction-changing: format characters, line separators, the byte-order mark. */
function hidden(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad ||
    code === 0x061c ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe000 && code <= 0xf8ff) ||
    (code >= 0xe0000 && code <= 0xe0fff) ||
    (code >= 0xf0000 && code <= 0x10ffff)
  );
}

function escapeOf(code: number): string {
  if (code >= byteBase) return `\\x${(code - byteBase).toString(16).padStart(2, "0").toUpperCase()}`;
  if (code === 0x0a) return "\\n";
  if (code === 0x09) return "\\t";
  if (code === 0x0d) return "\\r";
  return `\\u{${code.toString(16).toUpperCase()}}`;
}

export interface KeyPart {
  text: string;
  escaped: boolean;
}

/** The key in stretches that are shown as they are and stretches that are shown as escapes. */
export function keyParts(key: string): KeyPart[] {
  const parts: KeyPart[] = [];
  for (const character of key) {
    const code = character.codePointAt(0) ?? 0;
    const escaped = hidden(code);
    const text = escaped ? escapeOf(code) : character;
    const last = parts[parts.length - 1];
    if (last && last.escaped === escaped) last.text += text;
    else parts.push({ text, escaped });
  }
  return parts;
}

/** The key as one plain string with escapes, for labels, titles and announcements. */
export function plainKey(key: string): string {
  return keyParts(key)
    .map((part) => part.text)
    .join("");
}

interface Props {
  value: string;
  /** Shows the end of a long key rather than its beginning. */
  keepEnd?: boolean;
  mono?: boolean;
}

export function KeyText({ value, keepEnd = false, mono = true }: Props) {
  const parts = keyParts(value);
  const drawn: ReactNode =
    parts.length === 1 && parts[0]?.escaped === false
      ? value
      : parts.map((part, index) => (
          <Fragment key={index}>
            {part.escaped ? <span className={classes.keyEscape}>{part.text}</span> : part.text}
          </Fragment>
        ));
  return (
    <span
      className={classes.keyText}
      data-mono={mono || undefined}
      data-keep-end={keepEnd || undefined}
      title={plainKey(value)}
    >
      <bdi>{drawn}</bdi>
    </span>
  );
}
