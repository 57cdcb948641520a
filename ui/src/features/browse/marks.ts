/**
 * A preview's text cut into stretches at its marks, so that findings can be drawn in place.
 *
 * Offsets are UTF-16 units. Marks may overlap or lie outside: the worst wins, nothing is lost.
 */
import type { Mark } from "../../ipc/bindings";
import { acts } from "./keys";

export interface Stretch {
  text: string;
  mark: Mark | null;
  /** Which finding this is, from 0, or -1. */
  index: number;
}

export const RANK = { low: 0, medium: 1, high: 2, critical: 3 } as const;

/** Cuts `text` at its marks; each mark yields one stretch, overlaps go to the more severe mark. */
export function stretches(text: string, marks: readonly Mark[]): Stretch[] {
  const sorted = marks
    .filter((mark) => mark.start < mark.end && mark.start < text.length)
    .toSorted((a, b) => a.start - b.start || RANK[b.severity] - RANK[a.severity] || b.end - a.end);
  const kept: Mark[] = [];
  for (const mark of sorted) {
    const last = kept.at(-1);
    if (last !== undefined && mark.start < last.end) {
      if (RANK[mark.severity] > RANK[last.severity]) {
        kept[kept.length - 1] = { ...mark, start: last.start, end: Math.max(last.end, mark.end) };
      } else {
        kept[kept.length - 1] = { ...last, end: Math.max(last.end, mark.end) };
      }
    } else {
      kept.push(mark);
    }
  }
  const out: Stretch[] = [];
  let at = 0;
  kept.forEach((mark, index) => {
    if (mark.start > at) {
      out.push({ text: text.slice(at, mark.start), mark: null, index: -1 });
    }
    const end = Math.min(mark.end, text.length);
    out.push({ text: text.slice(mark.start, end), mark, index });
    at = end;
  });
  if (at < text.length) {
    out.push({ text: text.slice(at), mark: null, index: -1 });
  }
  return out;
}

/** File text with characters that act spelled as symbols; line breaks and tabs stay. */
export function calm(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x09) {
      out += text[at];
    } else if (code === 0x0d) {
      out += text.charCodeAt(at + 1) === 0x0a ? "" : "\n";
    } else {
      out += acts(code) ? (code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd") : text[at];
    }
  }
  return out;
}
