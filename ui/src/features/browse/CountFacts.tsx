/** The number and size of what is chosen, called "so far" until the counting has reached its end. */
import { Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { bytes, count as shown } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { ProblemAlert } from "../../kit/ProblemAlert";
import classes from "./browse.module.css";
import type { Counting } from "./counting";

export function CountFacts({ counting }: { counting: Counting }) {
  const { t } = useTranslation("browse");
  const { count, busy, problem, stop, again } = counting;
  const objects = count?.objects ?? 0;
  const complete = count?.complete === true;
  const words = { count: objects, shown: shown(objects), size: bytes(count?.bytes ?? 0) };
  return (
    <div className={classes.counts} data-testid="selection-count" data-complete={complete}>
      <p className={classes.countLine} role="status">
        {busy ? <Loader size={16} aria-hidden /> : null}
        <strong>{complete ? t("count.complete", words) : t("count.soFar", words)}</strong>
        {busy ? (
          <Button size="compact-sm" variant="default" onClick={stop} data-testid="count-stop">
            {t("count.stop")}
          </Button>
        ) : complete ? null : (
          <Button size="compact-sm" variant="default" onClick={again} data-testid="count-again">
            {t("count.again")}
          </Button>
        )}
      </p>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {count === undefined || count.examples.length === 0 ? null : (
        <ul className={classes.examples} aria-label={t("count.examples")}>
          {count.examples.slice(0, 5).map((key) => (
            <li key={key}>
              <KeyText value={key} keepEnd />
            </li>
          ))}
          {objects > Math.min(5, count.examples.length) ? (
            <li className={classes.quiet}>
              {t("count.more", {
                count: objects - Math.min(5, count.examples.length),
                shown: shown(objects - Math.min(5, count.examples.length)),
              })}
            </li>
          ) : null}
        </ul>
      )}
    </div>
  );
}
