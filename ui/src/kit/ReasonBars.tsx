/** Why something was reported: the terms of its confidence, each with its weight as a bar and in words. */
import { useTranslation } from "react-i18next";
import type { Reason } from "../ipc/bindings";
import { percent } from "./format";
import classes from "./kit.module.css";

function signed(weight: number): string {
  return `${weight < 0 ? "−" : "+"}${Math.abs(Math.round(weight * 100))}`;
}

interface Props {
  reasons: readonly Reason[];
  /** What they come to, 0 to 1; without it the sum is not said. */
  confidence?: number;
}

export function ReasonBars({ reasons, confidence }: Props) {
  const { t } = useTranslation("kit");
  const most = Math.max(0.01, ...reasons.map((reason) => Math.abs(reason.weight)));
  return (
    <>
      <ul className={classes.reasons}>
        {reasons.map((reason) => (
          <li key={`${reason.kind} ${reason.detail}`}>
            <div className={classes.reasonHead}>
              <span>
                <span className={classes.quiet}>{t(`reason.${reason.kind}`)}: </span>
                {reason.detail}
              </span>
              <span title={t(reason.weight < 0 ? "reason.takes" : "reason.adds", { weight: signed(reason.weight) })}>
                {signed(reason.weight)}
              </span>
            </div>
            <div className={classes.reasonTrack} aria-hidden>
              <span
                className={classes.reasonFill}
                data-against={reason.weight < 0 || undefined}
                style={{ width: `${(100 * Math.abs(reason.weight)) / most}%` }}
              />
            </div>
          </li>
        ))}
      </ul>
      {confidence === undefined ? null : (
        <div className={classes.quiet}>{t("reason.sum", { sum: percent(confidence) })}</div>
      )}
    </>
  );
}
