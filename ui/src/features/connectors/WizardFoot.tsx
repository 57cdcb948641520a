/** The wizard's way back and on; the button on the right submits its form. */
import { Button } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./connectors.module.css";
import type { StepId } from "./steps";

interface Props {
  step: StepId;
  label: string;
  busy: boolean;
  /** Nothing is chosen yet. */
  blocked: boolean;
  onBack: () => void;
}

export function WizardFoot({ step, label, busy, blocked, onBack }: Props) {
  const { t } = useTranslation("connectors");
  return (
    <div className={classes.wizardFoot}>
      <Button
        variant="default"
        leftSection={<IconArrowLeft size={16} aria-hidden />}
        onClick={onBack}
        disabled={step === "choose"}
        data-testid="wizard-back"
      >
        {t("wizard.back")}
      </Button>
      <Button
        type="submit"
        disabled={blocked}
        loading={busy}
        rightSection={step === "schedule" ? undefined : <IconArrowRight size={16} aria-hidden />}
        leftSection={step === "schedule" ? <IconCheck size={16} aria-hidden /> : undefined}
        data-testid={step === "schedule" ? "wizard-save" : "wizard-next"}
      >
        {label}
      </Button>
    </div>
  );
}
