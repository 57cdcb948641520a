/** Every replacement of a comparison with its place; the chosen one is shown in the text. */
import { useTranslation } from "react-i18next";
import { calm } from "../../kit/calm";
import { count } from "../../kit/format";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import classes from "./compare.module.css";
import { type Joined, type ReplacementAt, replacementAt } from "./compared";

interface Props {
  all: Joined;
  current: number;
  titleOf: (detector: string) => string;
  onChoose: (replacement: number) => void;
  /** The last of them is in sight. */
  onEnd: () => void;
}

export function ReplacementList({ all, current, titleOf, onChoose, onEnd }: Props) {
  const { t } = useTranslation("exports");
  const columns: Column<ReplacementAt>[] = [
    {
      id: "replacement",
      header: t("compare.replacements"),
      minWidth: 200,
      cell: ({ replacement: { detector, before, after, part, line } }) => (
        <span className={classes.listed}>
          <span className={classes.listedPlace}>
            <b>{detector === undefined ? t("compare.elsewhere") : titleOf(detector)}</b>
            <span title={part}>
              {part === undefined
                ? t("compare.line", { line: count(line) })
                : t("compare.partLine", { part: calm(part), line: count(line) })}
            </span>
          </span>
          <span className={classes.listedText}>
            <del>{before === "" ? "∅" : calm(before)}</del>
            <span aria-hidden>→</span>
            <ins>{after === "" ? "∅" : calm(after)}</ins>
          </span>
        </span>
      ),
    },
  ];
  return (
    <VirtualTable<ReplacementAt>
      label={t("compare.replacements")}
      total={all.replacements}
      columns={columns}
      rowHeight={48}
      rowAt={(index) => replacementAt(all, index)}
      getRowId={(_, index) => String(index)}
      currentId={current < 0 ? undefined : String(current)}
      onOpen={(_, index) => onChoose(index)}
      onNeed={(_, last) => {
        if (last >= all.replacements - 1) onEnd();
      }}
      testId="compare-list"
    />
  );
}
