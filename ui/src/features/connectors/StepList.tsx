/** Where one is in the wizard: a numbered list whose done steps lead back. */
import { Text, UnstyledButton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./connectors.module.css";
import { isBefore, STEPS, type StepId } from "./steps";

interface Props {
  current: StepId;
  /** The furthest step that was reached. */
  reached: StepId;
  onGo: (step: StepId) => void;
}

export function StepList({ current, reached, onGo }: Props) {
  const { t } = useTranslation("connectors");
  return (
    <ol className={classes.steps} aria-label={t("wizard.steps")}>
      {STEPS.map((step, index) => {
        const done = isBefore(step, current);
        const open = step !== current && !isBefore(reached, step);
        return (
          <li key={step} className={classes.step} data-state={step === current ? "current" : done ? "done" : "ahead"}>
            <UnstyledButton
              className={classes.stepButton}
              disabled={!open}
              aria-current={step === current ? "step" : undefined}
              onClick={() => onGo(step)}
              data-testid={`wizard-step-${step}`}
            >
              <span className={classes.stepNumber} aria-hidden>
                {done ? <IconCheck size={14} stroke={3} /> : index + 1}
              </span>
              <Text span size="sm" fw={step === current ? 600 : 400}>
                {t(`wizard.step.${step}`)}
              </Text>
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}
