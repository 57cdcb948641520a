/** Which rows of a long list are chosen: some by id, or all but some. */

export interface TableSelection {
  /** All rows that the list's question matches, loaded or not, are chosen. */
  all: boolean;
  /** The chosen ones; with `all`, the ones left out. */
  ids: ReadonlySet<string>;
}

export const noSelection: TableSelection = { all: false, ids: new Set() };
export const everything: TableSelection = { all: true, ids: new Set() };

export function isSelected(selection: TableSelection, id: string): boolean {
  return selection.all !== selection.ids.has(id);
}

/** How many of `total` rows are chosen. */
export function selectedCount(selection: TableSelection, total: number): number {
  return selection.all ? Math.max(0, total - selection.ids.size) : selection.ids.size;
}

export function toggled(selection: TableSelection, id: string): TableSelection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { all: selection.all, ids };
}

export function only(ids: Iterable<string>): TableSelection {
  return { all: false, ids: new Set(ids) };
}
