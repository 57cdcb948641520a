/** Two texts with every replacement marked in both, their list, and the values when the person asks for them. */
import { ActionIcon, Alert, Button } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { count } from "../../kit/format";
import layout from "../../kit/ListAndPanel.module.css";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { CompareRows, type CompareRowsHandle } from "./CompareRows";
import classes from "./compare.module.css";
import { joined, replacementAt } from "./compared";
import { useDetectorTitles } from "./queries";
import { ReplacementList } from "./ReplacementList";
import { type Ask, useComparison } from "./useComparison";

interface Props {
  ask: Ask;
  /** Where to go while nothing is there yet. */
  onBack: () => void;
}

/** Draw it anew, by its key, for other documents. */
export function Compared({ ask, onBack }: Props) {
  const { t } = useTranslation("exports");
  const shown = useComparison(ask);
  const { more, loadMore, see, revealed, setReveal } = shown;
  const titles = useDetectorTitles().data;
  const titleOf = useCallback((detector: string) => titles?.get(detector) ?? detector, [titles]);
  const all = useMemo(() => joined(shown.stretches), [shown.stretches]);
  const [current, setCurrent] = useState(-1);
  /** The one after the last was asked for, and comes with the next stretch. */
  const [awaits, setAwaits] = useState(false);
  const rows = useRef<CompareRowsHandle>(null);

  const choose = useCallback(
    (index: number) => {
      const found = replacementAt(all, index);
      if (found === undefined) return;
      setCurrent(index);
      rows.current?.show(found.row);
    },
    [all],
  );
  const step = (by: number) => {
    if (by > 0 && current + 1 >= all.replacements && more) {
      setAwaits(true);
      loadMore();
    } else if (all.replacements > 0) {
      choose((Math.max(current, by < 0 ? 0 : -1) + by + all.replacements) % all.replacements);
    }
  };
  // A stretch may hold no replacement: then the one after it is asked for.
  useEffect(() => {
    if (!awaits || shown.loading) return;
    if (current + 1 < all.replacements) {
      setAwaits(false);
      choose(current + 1);
    } else if (more && shown.problem === undefined) loadMore();
    else setAwaits(false);
  }, [awaits, shown.loading, shown.problem, all, current, more, choose, loadMore]);

  const onSight = useCallback(
    (first: number, last: number, end: boolean) => {
      see(first, last);
      if (end && more) loadMore();
    },
    [see, more, loadMore],
  );
  const onEnd = useCallback(() => {
    if (more) loadMore();
  }, [more, loadMore]);

  const none = all.replacements === 0;
  const chosen = replacementAt(all, current)?.replacement;
  useActions([
    {
      id: "compare.next",
      label: t("compare.next"),
      keys: "n",
      group: t("compare.title"),
      enabled: !none || more,
      run: () => step(1),
    },
    {
      id: "compare.previous",
      label: t("compare.previous"),
      keys: "shift+n",
      group: t("compare.title"),
      enabled: !none,
      run: () => step(-1),
    },
    {
      id: "compare.reveal",
      label: t(revealed ? "compare.hide" : "compare.reveal"),
      keys: "r",
      group: t("compare.title"),
      enabled: all.rows > 0,
      run: () => setReveal(!revealed),
    },
  ]);

  const begun = shown.stretches[0];
  if (begun === undefined)
    return shown.problem === undefined ? (
      <LoadingState text={t("compare.loading")} onCancel={onBack} />
    ) : (
      <ErrorState problem={shown.problem} onRetry={shown.retry} />
    );
  const ended = !more && !shown.full;
  const cut = shown.stretches.findLast((one) => one.cut !== undefined)?.cut;
  const number = { shown: count(all.replacements), count: all.replacements };
  return (
    <>
      <div className={layout.bar}>
        <span role="status" data-testid="compare-which">
          {current >= 0
            ? t(ended ? "compare.which" : "compare.whichSoFar", { index: count(current + 1), total: number.shown })
            : none && ended
              ? t("compare.none")
              : t(ended ? "compare.count" : "compare.countSoFar", number)}
        </span>
        <ActionIcon
          size="md"
          color="gray"
          disabled={none}
          onClick={() => step(-1)}
          aria-label={t("compare.previous")}
          aria-keyshortcuts="Shift+N"
          title={`${t("compare.previous")} (Shift+N)`}
          data-testid="compare-previous"
        >
          <IconChevronUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="md"
          color="gray"
          disabled={none && !more}
          loading={awaits}
          onClick={() => step(1)}
          aria-label={t("compare.next")}
          aria-keyshortcuts="N"
          title={`${t("compare.next")} (N)`}
          data-testid="compare-next"
        >
          <IconChevronDown size={16} aria-hidden />
        </ActionIcon>
        <span className={layout.quiet} data-testid="compare-current">
          {chosen === undefined
            ? null
            : t("compare.chosen", {
                detector: chosen.detector === undefined ? t("compare.elsewhere") : titleOf(chosen.detector),
                line: count(chosen.line),
              })}
        </span>
        <span className={classes.spacer} />
        <span className={layout.quiet}>{begun.format}</span>
        <Button
          variant="default"
          size="compact-md"
          leftSection={revealed ? <IconEyeOff size={15} aria-hidden /> : <IconEye size={15} aria-hidden />}
          disabled={all.rows === 0}
          onClick={() => setReveal(!revealed)}
          aria-pressed={revealed}
          aria-keyshortcuts="R"
          data-testid="compare-reveal"
        >
          {t(revealed ? "compare.hide" : "compare.reveal")}
        </Button>
      </div>
      {shown.revealProblem === undefined ? null : <ProblemAlert problem={shown.revealProblem} />}
      {cut === undefined ? null : (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />} role="status">
          {t("compare.cut", { why: cut })}
        </Alert>
      )}
      <div className={layout.body}>
        {all.rows === 0 && ended ? (
          <EmptyState title={t("compare.empty")} text={t("compare.emptyText")} />
        ) : (
          <CompareRows
            all={all}
            current={current}
            titleOf={titleOf}
            onChoose={setCurrent}
            onSight={onSight}
            handle={rows}
          />
        )}
        {none ? null : (
          <aside className={classes.list} aria-label={t("compare.replacements")}>
            <ReplacementList all={all} current={current} titleOf={titleOf} onChoose={choose} onEnd={onEnd} />
          </aside>
        )}
      </div>
      <div className={layout.quiet} data-testid="compare-foot">
        {revealed ? t("compare.shown", { count: shown.secondsLeft }) : t("compare.masked")}{" "}
        {none ? null : t("compare.legend")} {shown.loading ? t("compare.more") : shown.full ? t("compare.full") : null}
      </div>
      {shown.problem === undefined ? null : <ErrorState problem={shown.problem} onRetry={shown.retry} />}
    </>
  );
}
