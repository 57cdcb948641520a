/**
 * A preview's text cut into stretches at its marks, so that findings can be drawn in place.
 *
 * Offsets are UTF-16 units. Marks may overlap or lie outside: the worst wins, nothing is lost. What a rule calls
 * not sensitive is drawn, and not counted among the findings.
 */
import type { Mark, PreviewPart } from "../../ipc/bindings";

export interface Stretch {
  text: string;
  mark: Mark | null;
  /** Which finding this is, from 0; -1 for what is none. */
  index: number;
}

export const RANK = { low: 0, medium: 1, high: 2, critical: 3 } as const;

/** A sensitive value outweighs any that a rule says is not. */
function weight(mark: Mark): number {
  return mark.hidden_by === undefined ? RANK[mark.severity] : -1;
}

/** Cuts `text` at its marks; each mark yields one stretch, overlaps go to the more severe mark. */
export function stretches(text: string, marks: readonly Mark[]): Stretch[] {
  const sorted = marks
    .filter((mark) => mark.start < mark.end && mark.start < text.length)
    .toSorted((a, b) => a.start - b.start || weight(b) - weight(a) || b.end - a.end);
  const kept: Mark[] = [];
  for (const mark of sorted) {
    const last = kept.at(-1);
    if (last !== undefined && mark.start < last.end) {
      if (weight(mark) > weight(last)) {
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
  let findings = 0;
  for (const mark of kept) {
    if (mark.start > at) {
      out.push({ text: text.slice(at, mark.start), mark: null, index: -1 });
    }
    const end = Math.min(mark.end, text.length);
    const index = mark.hidden_by === undefined ? findings : -1;
    out.push({ text: text.slice(mark.start, end), mark, index });
    findings += index < 0 ? 0 : 1;
    at = end;
  }
  if (at < text.length) {
    out.push({ text: text.slice(at), mark: null, index: -1 });
  }
  return out;
}

export interface Section {
  /** Such as `Page 3`; absent for plain text and for what stands before the first part. */
  title: string | undefined;
  pieces: Stretch[];
  /** Columns stand behind tabs: lines are not wrapped. */
  table: boolean;
}

/** Cuts a text at its pages, sheets and parts, and each at its marks, which are counted through. */
export function sections(text: string, marks: readonly Mark[], parts: readonly PreviewPart[]): Section[] {
  const heads = parts.filter(({ start }) => start >= 0 && start <= text.length).toSorted((a, b) => a.start - b.start);
  const starts: { start: number; title: string | undefined }[] =
    heads[0]?.start === 0 ? heads : [{ start: 0, title: undefined }, ...heads];
  let counted = 0;
  return starts
    .map(({ start, title }, at): Section => {
      const end = starts[at + 1]?.start ?? text.length;
      const own = text.slice(start, end);
      // A mark belongs to the part that it begins in.
      const inside = marks
        .filter((mark) => mark.start >= start && (mark.start < end || at === starts.length - 1))
        .map((mark) => ({ ...mark, start: mark.start - start, end: mark.end - start }));
      const pieces = stretches(own, inside).map((piece) =>
        piece.index < 0 ? piece : { ...piece, index: piece.index + counted },
      );
      counted = pieces.reduce((most, piece) => Math.max(most, piece.index + 1), counted);
      return { title, pieces, table: own.includes("\t") };
    })
    .filter(({ title, pieces }) => title !== undefined || pieces.length > 0);
}
