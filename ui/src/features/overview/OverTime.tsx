/** Open findings day by day, in layers of severity. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DayCount, Severity } from "../../ipc/bindings";
import { type Series, TimeChart } from "../../kit/TimeChart";
import classes from "./overview.module.css";
import { Panel } from "./Panel";

const order: readonly Severity[] = ["critical", "high", "medium", "low"];

export function OverTime({ days }: { days: readonly DayCount[] }) {
  const { t } = useTranslation(["overview", "kit"]);
  const labels = useMemo(() => days.map((one) => one.day), [days]);
  const series = useMemo<Series[]>(
    () =>
      order.map((severity) => ({
        label: t(`kit:severity.${severity}`),
        color: `--tg-${severity}`,
        values: days.map((one) => one[severity]),
      })),
    [days, t],
  );
  return (
    <Panel title={t("overview:overTime.title")} wide testId="over-time">
      {days.length === 0 ? (
        <p className={classes.none}>{t("overview:overTime.none")}</p>
      ) : (
        <TimeChart label={t("overview:overTime.title")} days={labels} series={series} height={190} />
      )}
    </Panel>
  );
}
