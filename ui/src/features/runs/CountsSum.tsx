/** A run's counters as one sum: every state with its objects, and the total that they add up to. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Run } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { addsUp, type Part, parts, total } from "./counts";
import classes from "./runs.module.css";

/** The state of a part in words. */
export function usePartName(): (part: Part) => string {
  const { t } = useTranslation("runs");
  return (part) => {
    if (part.reason !== null) return t("counts.skipped", { reason: t(`kit:skip.${part.reason}`) });
    if (part.error !== null) return t("counts.failed", { reason: t(`kit:errorClass.${part.error}`) });
    return t(`counts.${part.state}`);
  };
}

/** One bar, cut by state; its words are in the table or the line beside it. */
export function CountsBar({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const nameOf = usePartName();
  const all = parts(run.counts);
  const label = all.map((part) => `${nameOf(part)}: ${count(part.count)}`).join(", ");
  return (
    <div className={classes.bar} role="img" aria-label={`${t("counts.share")}. ${label}`}>
      {all.map((part) => (
        <span
          key={part.id}
          className={classes.slice}
          data-tone={part.tone}
          style={{ flexGrow: part.count }}
          title={`${nameOf(part)}: ${count(part.count)}`}
        />
      ))}
    </div>
  );
}

export function CountsSum({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const nameOf = usePartName();
  const all = parts(run.counts);
  const sound = addsUp(run.counts);
  return (
    <div>
      <CountsBar run={run} />
      <table className={classes.sum} aria-label={t("counts.title")}>
        <thead>
          <tr>
            <th scope="col">{t("counts.state")}</th>
            <th scope="col">{t("counts.objects")}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((part) => (
            <tr key={part.id}>
              <td>
                <span className={classes.dot} data-tone={part.tone} aria-hidden />
                {nameOf(part)}
              </td>
              <td data-testid={`count-${part.id}`}>{count(part.count)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{run.listing_complete ? t("counts.listed") : t("counts.listedSoFar")}</th>
            <td data-testid="run-listed">{count(run.counts.listed)}</td>
          </tr>
        </tfoot>
      </table>
      <Text size="xs" c={sound ? "dimmed" : "red"} mt={4}>
        {sound ? t("counts.adds") : t("counts.off", { sum: count(total(all)), listed: count(run.counts.listed) })}
      </Text>
    </div>
  );
}
