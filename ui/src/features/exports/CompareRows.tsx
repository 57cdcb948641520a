/** Rows of an original and its copy, side by side in one box that scrolls; only those in sight are drawn. */
import { VisuallyHidden } from "@mantine/core";
import { observeElementRect, useVirtualizer } from "@tanstack/react-virtual";
import { memo, type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ComparedRow, ComparedText } from "../../ipc/bindings";
import { calm } from "../../kit/calm";
import { count } from "../../kit/format";
import classes from "./compare.module.css";
import { type Joined, rowAt } from "./compared";

export interface CompareRowsHandle {
  show: (row: number) => void;
}

interface Props {
  all: Joined;
  /** The replacement that keys go on from; -1 for none. */
  current: number;
  titleOf: (detector: string) => string;
  onChoose: (replacement: number) => void;
  /** The stretches that the drawn rows belong to, and whether the last row is among them. */
  onSight: (first: number, last: number, end: boolean) => void;
  handle: RefObject<CompareRowsHandle | null>;
}

export function CompareRows({ all, current, titleOf, onChoose, onSight, handle }: Props) {
  const { t } = useTranslation("exports");
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: all.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => 21,
    overscan: 16,
    // Where there is no layout, as in tests, some rows are drawn all the same.
    observeElementRect: (instance, told) =>
      observeElementRect(instance, (rect) => told(rect.height > 0 ? rect : { width: 1000, height: 640 })),
  });
  useImperativeHandle(handle, () => ({ show: (row) => virtual.scrollToIndex(row, { align: "center" }) }), [virtual]);
  const drawn = virtual.getVirtualItems();
  const first = rowAt(all, drawn[0]?.index ?? 0)?.stretch ?? 0;
  const lastRow = drawn.at(-1)?.index ?? 0;
  const last = rowAt(all, lastRow)?.stretch ?? 0;
  const end = lastRow >= all.rows - 1;
  // `all.rows` says that there are more rows than when it was last told.
  useEffect(() => onSight(first, last, end), [first, last, end, onSight, all.rows]);
  return (
    <div
      ref={scroller}
      role="region"
      className={classes.scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
      tabIndex={0}
      aria-label={t("compare.text")}
      data-testid="compare-rows"
    >
      <div role="table" aria-label={t("compare.text")} aria-rowcount={all.rows + 1} aria-colcount={4}>
        <div role="rowgroup" className={classes.heads}>
          <div role="row" aria-rowindex={1} className={classes.columns}>
            <span role="columnheader">
              <VisuallyHidden>{t("compare.lineBefore")}</VisuallyHidden>
            </span>
            <span role="columnheader">{t("compare.before")}</span>
            <span role="columnheader">
              <VisuallyHidden>{t("compare.lineAfter")}</VisuallyHidden>
            </span>
            <span role="columnheader">{t("compare.after")}</span>
          </div>
        </div>
        <div role="rowgroup" className={classes.track} style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => {
            const at = rowAt(all, index);
            if (at === undefined) return null;
            const own = current - at.base;
            const here = at.row.before.some(({ replacement }) => replacement === own) || hasAfter(at.row, own);
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="row"
                aria-rowindex={index + 2}
                className={`${classes.row} ${at.row.part === undefined ? classes.columns : ""}`}
                style={{ transform: `translateY(${start}px)` }}
              >
                <Row row={at.row} base={at.base} current={here ? own : -1} titleOf={titleOf} onChoose={onChoose} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const hasAfter = (row: ComparedRow, own: number) => row.after?.some(({ replacement }) => replacement === own) ?? false;

interface RowProps {
  row: ComparedRow;
  base: number;
  /** The current replacement within its stretch; -1 when it is not in this row. */
  current: number;
  titleOf: (detector: string) => string;
  onChoose: (replacement: number) => void;
}

const Row = memo(function Row({ row, base, current, titleOf, onChoose }: RowProps) {
  const { t } = useTranslation("exports");
  if (row.part !== undefined)
    return (
      <div role="cell" aria-colspan={4} className={classes.part}>
        {calm(row.part)}
        {row.left_out === undefined ? null : (
          <span className={classes.leftOut}>{t("compare.leftOut", { reason: row.left_out })}</span>
        )}
      </div>
    );
  const side = (pieces: readonly ComparedText[], as: "del" | "ins") => (
    <Pieces pieces={pieces} as={as} base={base} current={current} titleOf={titleOf} onChoose={onChoose} />
  );
  return (
    <>
      <span role="cell" className={classes.line}>
        {row.line_before === undefined ? null : count(row.line_before)}
      </span>
      <span role="cell" className={classes.side}>
        {side(row.before, "del")}
      </span>
      <span role="cell" className={classes.line}>
        {row.line_after === undefined ? null : count(row.line_after)}
      </span>
      <span role="cell" className={classes.side}>
        {side(row.after ?? row.before, "ins")}
      </span>
    </>
  );
});

interface PiecesProps extends Omit<RowProps, "row"> {
  pieces: readonly ComparedText[];
  as: "del" | "ins";
}

function Pieces({ pieces, as: Sign, base, current, titleOf, onChoose }: PiecesProps) {
  const { t } = useTranslation("exports");
  return pieces.map(({ text, replacement, kept }, place) => {
    // Pieces of one row have no identity beyond their place.
    if (replacement !== undefined)
      return (
        // A shortcut for the pointer: keys and the list do the same.
        <Sign
          key={place}
          className={classes.change}
          data-current={replacement === current || undefined}
          onClick={() => onChoose(base + replacement)}
        >
          {text === "" ? <span title={t("compare.nothing")}>∅</span> : calm(text)}
        </Sign>
      );
    if (kept !== undefined)
      return (
        <mark key={place} className={classes.kept} title={t("compare.kept", { detector: titleOf(kept) })}>
          {calm(text)}
        </mark>
      );
    return <span key={place}>{calm(text)}</span>;
  });
}
