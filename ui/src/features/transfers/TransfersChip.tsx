/** The rail's sign of transfers: how many move, wait for an answer or ended badly. Opens and closes the dock. */
import { IconArrowsUpDown, IconHelp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { count } from "../../kit/format";
import { ariaKeys } from "../../kit/shortcuts";
import { tally } from "./pace";
import { useTransfers } from "./queries";
import classes from "./transfers.module.css";

interface Props {
  opened: boolean;
  onOpened: (opened: boolean) => void;
}

export function TransfersChip({ opened, onOpened }: Props) {
  const { t } = useTranslation("transfers");
  const { data = [] } = useTransfers();
  const { moving, paused, questions, withErrors } = tally(data);
  const words =
    questions > 0
      ? t("chip.questions", { count: questions, shown: count(questions) })
      : moving > 0
        ? t("chip.moving", { count: moving, shown: count(moving) })
        : withErrors > 0
          ? t("chip.withErrors", { count: withErrors, shown: count(withErrors) })
          : paused > 0
            ? t("chip.paused", { count: paused, shown: count(paused) })
            : "";
  const Icon = questions > 0 ? IconHelp : IconArrowsUpDown;
  return (
    <button
      type="button"
      className={classes.chip}
      data-tone={questions > 0 || (moving === 0 && withErrors > 0) ? "attention" : moving > 0 ? "moving" : undefined}
      aria-expanded={opened}
      aria-keyshortcuts={ariaKeys("mod+j")}
      onClick={() => onOpened(!opened)}
      data-testid="transfers-chip"
    >
      <Icon size={18} stroke={1.7} aria-hidden />
      <span>
        {t("title")}
        {words === "" ? null : <span className={classes.chipNote}>{words}</span>}
      </span>
    </button>
  );
}
