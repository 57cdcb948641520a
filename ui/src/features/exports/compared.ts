/** Stretches of a comparison joined to one list of rows and one of replacements. It asks nobody. */
import type { ComparedRow, Comparison, Replacement } from "../../ipc/bindings";

export interface Joined {
  stretches: readonly Comparison[];
  /** The first row, and the first replacement, of each stretch. */
  rowsFrom: readonly number[];
  replacementsFrom: readonly number[];
  rows: number;
  replacements: number;
}

export function joined(stretches: readonly Comparison[]): Joined {
  const rowsFrom: number[] = [];
  const replacementsFrom: number[] = [];
  let rows = 0;
  let replacements = 0;
  for (const one of stretches) {
    rowsFrom.push(rows);
    replacementsFrom.push(replacements);
    rows += one.rows.length;
    replacements += one.replacements.length;
  }
  return { stretches, rowsFrom, replacementsFrom, rows, replacements };
}

/** The last place in `from` that is not after `index`: stretches that hold nothing share their place. */
function stretchOf(from: readonly number[], index: number): number {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((from[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface RowAt {
  row: ComparedRow;
  stretch: number;
  /** Added to a piece's replacement, its number among all. */
  base: number;
}

export function rowAt(all: Joined, index: number): RowAt | undefined {
  const stretch = stretchOf(all.rowsFrom, index);
  const row = all.stretches[stretch]?.rows[index - (all.rowsFrom[stretch] ?? 0)];
  return row === undefined ? undefined : { row, stretch, base: all.replacementsFrom[stretch] ?? 0 };
}

export interface ReplacementAt {
  replacement: Replacement;
  /** Its row among all. */
  row: number;
}

export function replacementAt(all: Joined, index: number): ReplacementAt | undefined {
  const stretch = stretchOf(all.replacementsFrom, index);
  const replacement = all.stretches[stretch]?.replacements[index - (all.replacementsFrom[stretch] ?? 0)];
  return replacement === undefined ? undefined : { replacement, row: (all.rowsFrom[stretch] ?? 0) + replacement.row };
}
