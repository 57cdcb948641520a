/** Asked once for a whole transfer: what to do where something is there already. */
import { Button, Radio } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConflictAnswer, Transfer } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { toastProblem } from "../../kit/toast";
import { answer, cancel } from "./queries";
import classes from "./transfers.module.css";
import { ends } from "./words";

const ANSWERS: readonly ConflictAnswer[] = [
  "skip",
  "keep_both",
  "overwrite_older",
  "overwrite_different_size",
  "overwrite",
];

export function ConflictQuestion({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation("transfers");
  const [wanted, setWanted] = useState<ConflictAnswer>("skip");
  const [busy, setBusy] = useState(false);
  const title = useId();

  async function send(ask: () => Promise<unknown>) {
    setBusy(true);
    try {
      await ask();
    } catch (thrown) {
      toastProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className={classes.question} aria-labelledby={title} data-testid="transfer-question">
      <h3 id={title} className={classes.questionTitle}>
        {t("question.title", {
          count: transfer.conflicts,
          shown: count(transfer.conflicts),
          place: ends(transfer).to,
        })}
      </h3>
      <Radio.Group
        value={wanted}
        onChange={(value) => setWanted(value as ConflictAnswer)}
        label={t("question.label")}
        size="sm"
      >
        <div className={classes.answers}>
          {ANSWERS.map((one) => (
            <Radio key={one} value={one} label={t(`answer.${one}`)} data-testid={`answer-${one}`} />
          ))}
        </div>
      </Radio.Group>
      <div className={classes.questionFoot}>
        <Button
          size="compact-md"
          loading={busy}
          onClick={() => void send(() => answer(transfer.id, wanted))}
          data-testid="transfer-answer"
        >
          {t("question.apply")}
        </Button>
        <Button
          size="compact-md"
          variant="default"
          disabled={busy}
          onClick={() => void send(() => cancel(transfer.id))}
        >
          {t("action.cancel")}
        </Button>
        <span className={classes.quiet}>{t("question.forAll")}</span>
      </div>
    </section>
  );
}
