/** A problem as a person reads it: what happened and why, then what to do. */
import { Alert, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../ipc/client";
import { dateTime } from "./format";

interface Props {
  /** A `Problem`, or whatever else was thrown. */
  problem: unknown;
  actions?: ReactNode;
  onClose?: () => void;
}

export function ProblemAlert({ problem: thrown, actions, onClose }: Props) {
  const { t } = useTranslation("kit");
  const problem = asProblem(thrown);
  return (
    <Alert
      role="alert"
      variant="light"
      color="red"
      icon={<IconAlertTriangle aria-hidden size={18} />}
      title={problem.message}
      data-testid="problem"
      withCloseButton={onClose !== undefined}
      closeButtonLabel={t("close")}
      {...(onClose ? { onClose } : {})}
    >
      {problem.remedy ? <Text size="sm">{problem.remedy}</Text> : null}
      {problem.retry_at ? <Text size="sm">{t("retryAt", { at: dateTime(problem.retry_at) })}</Text> : null}
      {actions ? (
        <Group gap="xs" mt="xs">
          {actions}
        </Group>
      ) : null}
    </Alert>
  );
}
