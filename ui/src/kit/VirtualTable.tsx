/**
 * A table of any length: the bar reaches every one of `total` rows, only those in sight are drawn, and all of
 * it works by keyboard (arrows, Home, End, Page keys, Enter, Space, Ctrl+A, Shift and Ctrl selection).
 */
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { offsetAt, offsetToShow, scrollTopAt, track as trackOf } from "./scrolling";
import {
  everything,
  isSelected,
  noSelection,
  only,
  selectedCount,
  type TableSelection,
  toggled,
} from "./tableSelection";
import classes from "./VirtualTable.module.css";

export { everything, isSelected, noSelection, only, selectedCount, type TableSelection } from "./tableSelection";

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T, index: number) => ReactNode;
  /** Fixed width in px. Without it the column shares what is left by `grow` (default 1). */
  width?: number;
  grow?: number;
  /** Least width of a growing column, px. Default 100. */
  minWidth?: number;
  align?: "left" | "right";
  sortable?: boolean;
  /** Draws no visible header, such as over a column of buttons; it is still read out. */
  quietHeader?: boolean;
}

export interface Sort {
  column: string;
  descending: boolean;
}

export interface VirtualTableProps<T> {
  /** Names the table for people who cannot see it. */
  label: string;
  /** All rows, loaded or not. */
  total: number;
  columns: readonly Column<T>[];
  rowAt: (index: number) => T | undefined;
  /** Says which rows are in sight, so that they can be loaded. */
  onNeed?: (start: number, end: number) => void;
  /** Loads rows of a range that is selected across unloaded ones. */
  ensure?: (start: number, end: number) => Promise<void>;
  getRowId: (row: T, index: number) => string;
  /** px. Default 32. */
  rowHeight?: number;
  selection?: TableSelection;
  onSelection?: (selection: TableSelection) => void;
  onOpen?: (row: T, index: number) => void;
  /** Default: one click opens, unless rows can be selected; then two do. */
  openOn?: "click" | "doubleClick";
  /** The row that keys act on has changed. */
  onActive?: (row: T | undefined, index: number) => void;
  /** Keys that the table itself does not use; `preventDefault` says that it was handled. */
  onKey?: (event: KeyboardEvent, row: T | undefined, index: number) => void;
  onRowContextMenu?: (event: MouseEvent, row: T, index: number) => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Drawn in place of rows when there are none. */
  empty?: ReactNode;
  /** Rows belong to the question before and are about to change. */
  refreshing?: boolean;
  /** A row that is shown elsewhere, such as in a side panel. */
  currentId?: string | undefined;
  testId?: string;
}

/** Height that is assumed where there is no layout, as in tests. */
const viewWithoutLayout = 640;
const spare = 8;

export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, total, columns, rowAt, onNeed, ensure, getRowId, rowHeight = 32 } = props;
  const { selection, onSelection, onOpen, onActive, onKey, onRowContextMenu, sort, onSort, empty, currentId } = props;
  const openOn = props.openOn ?? (onSelection ? "doubleClick" : "click");
  const { t } = useTranslation("kit");
  const base = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(viewWithoutLayout);
  const [offset, setOffset] = useState(0);
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  /** The bar's place that this table set itself; its scroll event carries nothing new. */
  const expected = useRef(-1);

  const headHeight = 32;
  const track = trackOf(total, rowHeight, view);
  const latest = useRef({ track, offset, rowHeight });
  latest.current = { track, offset, rowHeight };

  const scrollTo = useCallback((next: number) => {
    const { track } = latest.current;
    const element = scroller.current;
    const most = Math.max(0, track.full - track.view);
    const kept = Math.max(0, Math.min(next, most));
    setOffset(kept);
    if (!element) return;
    expected.current = scrollTopAt(track, kept);
    element.scrollTop = expected.current;
    expected.current = element.scrollTop;
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setView(Math.max(rowHeight, element.clientHeight - headHeight) || viewWithoutLayout);
    if (element.clientHeight > 0) measure();
    const observer = new ResizeObserver(() => element.clientHeight > 0 && measure());
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowHeight]);

  // On a shortened track one wheel step would jump over many rows: the rows move by the wheel's own distance.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      const { track, offset } = latest.current;
      if (track.full <= track.height || event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const step = event.deltaMode === 1 ? latest.current.rowHeight : event.deltaMode === 2 ? track.view : 1;
      scrollTo(offset + event.deltaY * step);
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [scrollTo]);

  // A list that became shorter keeps its place within what is left.
  useEffect(() => {
    const { track, offset } = latest.current;
    if (total > 0 && offset > Math.max(0, track.full - track.view)) scrollTo(track.full);
    setActive((now) => Math.max(0, Math.min(now, total - 1)));
  }, [total, scrollTo]);

  const first = Math.max(0, Math.floor(offset / rowHeight) - spare);
  const last = Math.min(total - 1, Math.ceil((offset + view) / rowHeight) + spare);

  useEffect(() => {
    if (total > 0) onNeed?.(first, last);
  }, [first, last, total, onNeed]);

  function onScroll() {
    const element = scroller.current;
    if (!element) return;
    if (Math.abs(element.scrollTop - expected.current) < 1) return;
    expected.current = -1;
    setOffset(offsetAt(latest.current.track, element.scrollTop));
  }

  function select(next: TableSelection) {
    onSelection?.(next);
  }

  async function selectRange(from: number, to: number) {
    const start = Math.min(from, to);
    const end = Math.max(from, to);
    const ids: string[] = [];
    const collect = () => {
      ids.length = 0;
      for (let index = start; index <= end; index += 1) {
        const row = rowAtLatest.current(index);
        if (row !== undefined) ids.push(getRowId(row, index));
      }
    };
    collect();
    if (ids.length <= end - start && ensure) {
      await ensure(start, end);
      collect();
    }
    select(only(ids));
  }
  const rowAtLatest = useRef(rowAt);
  rowAtLatest.current = rowAt;

  function goTo(index: number, keys: { shift: boolean; mod: boolean }) {
    if (total === 0) return;
    const to = Math.max(0, Math.min(total - 1, index));
    setActive(to);
    scrollTo(offsetToShow(track, offset, to, rowHeight));
    onActive?.(rowAt(to), to);
    if (!onSelection) return;
    if (keys.shift) void selectRange(anchor.current, to);
    else if (!keys.mod) {
      anchor.current = to;
      const row = rowAt(to);
      if (row !== undefined) select(only([getRowId(row, to)]));
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget) return;
    const mod = event.ctrlKey || event.metaKey;
    const keys = { shift: event.shiftKey, mod };
    const row = rowAt(active);
    const pageRows = Math.max(1, Math.floor(view / rowHeight) - 1);
    const targets: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + pageRows,
      PageUp: active - pageRows,
      Home: 0,
      End: total - 1,
    };
    const target = event.altKey ? undefined : targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      goTo(target, keys);
    } else if (event.key === "Enter" && !mod && !event.altKey && onOpen && row !== undefined) {
      event.preventDefault();
      onOpen(row, active);
    } else if (event.key === " " && onSelection && selection && row !== undefined && !onKeyTook(event, row)) {
      event.preventDefault();
      anchor.current = active;
      select(toggled(selection, getRowId(row, active)));
    } else if (event.key.toLowerCase() === "a" && mod && onSelection) {
      event.preventDefault();
      select(everything);
    } else if (event.key === "Escape" && onSelection && selection && selectedCount(selection, total) > 0) {
      event.preventDefault();
      select(noSelection);
    } else if (!event.defaultPrevented) {
      onKey?.(event, row, active);
    }
  }

  /** A list may use Space for something else, such as a preview. */
  function onKeyTook(event: KeyboardEvent, row: T): boolean {
    onKey?.(event, row, active);
    return event.defaultPrevented;
  }

  function onRowClick(event: MouseEvent, row: T, index: number) {
    if ((event.target as HTMLElement).closest("button, a, input, label")) return;
    setActive(index);
    onActive?.(row, index);
    const mod = event.ctrlKey || event.metaKey;
    if (onSelection && selection) {
      if (event.shiftKey) void selectRange(anchor.current, index);
      else {
        anchor.current = index;
        select(mod ? toggled(selection, getRowId(row, index)) : only([getRowId(row, index)]));
      }
    }
    if (openOn === "click" && !mod && !event.shiftKey) onOpen?.(row, index);
  }

  const template = [
    ...(onSelection ? ["34px"] : []),
    ...columns.map(({ width, grow = 1, minWidth = 100 }) =>
      width === undefined ? `minmax(${minWidth}px, ${grow}fr)` : `${width}px`,
    ),
  ].join(" ");
  const least =
    (onSelection ? 34 : 0) + columns.reduce((sum, { width, minWidth = 100 }) => sum + (width ?? minWidth), 0);
  const chosen = selection ? selectedCount(selection, total) : 0;
  const shift = onSelection ? 2 : 1;

  const drawn: ReactNode[] = [];
  // Rows stand where the bar is: on a shortened track the two distances differ.
  const origin = scrollTopAt(track, offset) - offset;
  for (let index = first; index <= last; index += 1) {
    const row = rowAt(index);
    const id = row === undefined ? undefined : getRowId(row, index);
    const marked = id !== undefined && selection !== undefined && isSelected(selection, id);
    const style: CSSProperties = {
      top: origin + index * rowHeight,
      height: rowHeight,
      gridTemplateColumns: template,
    };
    drawn.push(
      // Keys belong to the grid, which owns the focus.
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
      <div
        key={index}
        id={`${base}-${index}`}
        role="row"
        aria-rowindex={index + 2}
        {...(onSelection ? { "aria-selected": marked } : {})}
        {...(id !== undefined && id === currentId ? { "aria-current": "true" as const } : {})}
        className={classes.row}
        data-active={index === active || undefined}
        data-openable={onOpen ? "" : undefined}
        data-row-id={id}
        style={style}
        onClick={(event) => row !== undefined && onRowClick(event, row, index)}
        onDoubleClick={(event) => {
          if (row === undefined || openOn !== "doubleClick") return;
          if ((event.target as HTMLElement).closest("button, a, input, label")) return;
          onOpen?.(row, index);
        }}
        onContextMenu={(event) => row !== undefined && onRowContextMenu?.(event, row, index)}
      >
        {onSelection ? (
          <div role="gridcell" aria-colindex={1} className={classes.check}>
            <input
              type="checkbox"
              tabIndex={-1}
              checked={marked}
              disabled={id === undefined}
              aria-label={t("table.selectRow", { row: index + 1 })}
              onChange={() => {
                if (id === undefined || !selection) return;
                anchor.current = index;
                setActive(index);
                select(toggled(selection, id));
              }}
            />
          </div>
        ) : null}
        {columns.map((column, at) => (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={at + shift}
            className={classes.cell}
            data-align={column.align}
          >
            {row === undefined ? (
              <span className={classes.awaited}>{at === 0 ? t("table.loadingRow") : null}</span>
            ) : (
              column.cell(row, index)
            )}
          </div>
        ))}
      </div>,
    );
  }

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + (onSelection ? 1 : 0)}
      aria-multiselectable={onSelection ? true : undefined}
      aria-busy={props.refreshing || undefined}
      aria-activedescendant={total > 0 && active >= first && active <= last ? `${base}-${active}` : undefined}
      tabIndex={0}
      className={classes.scroller}
      data-refreshing={props.refreshing || undefined}
      data-testid={props.testId}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={classes.head} style={{ minWidth: least }}>
        <div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: template }}>
          {onSelection ? (
            <div role="columnheader" aria-colindex={1} className={classes.check}>
              <input
                type="checkbox"
                aria-label={t("table.selectAll")}
                checked={total > 0 && chosen === total}
                disabled={total === 0}
                ref={(element) => {
                  if (element) element.indeterminate = chosen > 0 && chosen < total;
                }}
                onChange={() => select(chosen === total ? noSelection : everything)}
              />
            </div>
          ) : null}
          {columns.map((column, at) => {
            const sorted = sort?.column === column.id;
            return (
              <div
                key={column.id}
                role="columnheader"
                aria-colindex={at + shift}
                {...(column.sortable && onSort
                  ? {
                      "aria-sort": sorted
                        ? sort.descending
                          ? ("descending" as const)
                          : ("ascending" as const)
                        : ("none" as const),
                    }
                  : {})}
                className={classes.headCell}
                data-align={column.align}
              >
                {column.sortable && onSort ? (
                  <button
                    type="button"
                    className={classes.sortButton}
                    onClick={() => onSort({ column: column.id, descending: sorted ? !sort.descending : false })}
                  >
                    {column.header}
                    {sorted ? (
                      sort.descending ? (
                        <IconArrowDown size={13} aria-hidden />
                      ) : (
                        <IconArrowUp size={13} aria-hidden />
                      )
                    ) : null}
                  </button>
                ) : column.quietHeader ? (
                  <span className={classes.quiet}>{column.header}</span>
                ) : (
                  column.header
                )}
              </div>
            );
          })}
        </div>
      </div>
      {total === 0 && empty !== undefined ? (
        <div role="row" className={classes.empty}>
          <div role="gridcell" aria-colspan={columns.length}>
            {empty}
          </div>
        </div>
      ) : (
        <div role="rowgroup" className={classes.body} style={{ height: track.height, minWidth: least }}>
          {drawn}
        </div>
      )}
    </div>
  );
}
