/** The least confidence of a policy: a slider under the findings that each step shows or hides. */
import { Text } from "@mantine/core";
import { type CSSProperties, useId } from "react";
import { useTranslation } from "react-i18next";
import { count, percent } from "../../kit/format";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { LEAST_PERCENT, MOST_PERCENT, percentOf, STEP_PERCENT, splitAt } from "./draft";
import classes from "./policies.module.css";
import { useThreshold } from "./queries";

interface Props {
  policyId: string;
  /** Percent. */
  value: number;
  /** As it is saved, to say what a move changes. */
  saved: number;
  onChange: (percent: number) => void;
}

export function Threshold({ policyId, value, saved, onChange }: Props) {
  const { t } = useTranslation("policies");
  const id = useId();
  const asked = useThreshold(policyId);
  const steps = asked.data ?? [];
  const most = Math.max(1, ...steps.map((step) => step.findings));
  const { hidden, shown } = splitAt(steps, value);
  const all = hidden + shown;
  const change = hidden - splitAt(steps, saved).hidden;
  const said =
    asked.data === undefined
      ? ""
      : all === 0
        ? t("threshold.none")
        : hidden === 0
          ? t("threshold.showsAll", { count: all, all: count(all) })
          : t("threshold.hides", { count: all, hidden: count(hidden), all: count(all) });
  const than =
    asked.data === undefined || value === saved || all === 0
      ? ""
      : change === 0
        ? t("threshold.same")
        : t(change > 0 ? "threshold.hidesMore" : "threshold.showsMore", {
            count: Math.abs(change),
            shown: count(Math.abs(change)),
          });
  return (
    <div className={classes.threshold}>
      <ol className={classes.histogram} aria-label={t("threshold.histogram")} aria-busy={asked.isPending}>
        {steps.map(({ from, findings }) => {
          const low = percentOf(from);
          const words = t("threshold.step", {
            from: low,
            to: Math.min(100, low + STEP_PERCENT),
            findings: t("threshold.findings", { count: findings, shown: count(findings) }),
          });
          return (
            <li key={low} title={words} data-hidden={low < value || undefined}>
              <span className={classes.hiddenText}>
                {words} {t(low < value ? "threshold.isHidden" : "threshold.isShown")}
              </span>
              <span
                aria-hidden
                className={classes.stepBar}
                style={{ height: findings === 0 ? 0 : `max(3px, ${(100 * findings) / most}%)` }}
                data-none={findings === 0 || undefined}
              />
            </li>
          );
        })}
      </ol>
      <div
        className={classes.slides}
        style={
          { "--tg-slid": (value - LEAST_PERCENT) / (MOST_PERCENT + STEP_PERCENT - LEAST_PERCENT) } as CSSProperties
        }
      >
        <input
          id={id}
          type="range"
          className={classes.slider}
          aria-label={t("threshold.label")}
          aria-valuetext={`${percent(value / 100)}. ${said}`}
          aria-describedby={`${id}-said`}
          min={LEAST_PERCENT}
          max={MOST_PERCENT}
          step={STEP_PERCENT}
          value={value}
          onChange={(event) => onChange(Number(event.currentTarget.value))}
          data-testid="policy-threshold"
        />
      </div>
      <div className={classes.sliderEnds} aria-hidden>
        <span>{t("threshold.more")}</span>
        <strong>{percent(value / 100)}</strong>
        <span>{t("threshold.surer")}</span>
      </div>
      <div id={`${id}-said`} role="status" data-testid="policy-threshold-said">
        <Text size="sm" fw={600} component="span">
          {said}
        </Text>{" "}
        <Text size="sm" c="dimmed" component="span">
          {than}
        </Text>
      </div>
      {asked.isError ? <ProblemAlert problem={asked.error} /> : null}
    </div>
  );
}
