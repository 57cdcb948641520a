/** What became of a pasted text: what it was, what it filled in, and the way back. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconClipboardCheck, IconClipboardX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../kit/ProblemAlert";
import classes from "./connectors.module.css";
import type { Pasting } from "./pasting";

export function PasteNotice({ pasting }: { pasting: Pasting }) {
  const { t } = useTranslation("connectors");
  const { state } = pasting;
  return (
    <div role="status" aria-live="polite" className={classes.pasteNotice}>
      {state.phase === "filled" && (
        <Alert
          color="green"
          variant="light"
          icon={<IconClipboardCheck size={18} aria-hidden />}
          title={t("paste.recognised", { what: state.filled.what })}
          withCloseButton
          closeButtonLabel={t("paste.dismiss")}
          onClose={pasting.forget}
          data-testid="paste-recognised"
        >
          <Group justify="space-between" gap="sm">
            <Text size="sm">{t("paste.filled", { fields: state.filled.fields.join(", ") })}</Text>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              onClick={pasting.undo}
              data-testid="paste-undo"
            >
              {t("paste.undo")}
            </Button>
          </Group>
        </Alert>
      )}
      {state.phase === "unknown" && (
        <Alert
          color="orange"
          variant="light"
          icon={<IconClipboardX size={18} aria-hidden />}
          data-testid="paste-unknown"
        >
          {t("paste.unknown")}
        </Alert>
      )}
      {state.phase === "other" && (
        <Alert color="orange" variant="light" icon={<IconClipboardX size={18} aria-hidden />} data-testid="paste-other">
          {t("paste.other", { what: state.what, provider: state.provider })}
        </Alert>
      )}
      {state.phase === "failed" && <ProblemAlert problem={state.problem} />}
    </div>
  );
}
