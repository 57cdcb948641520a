/** The wizard's third step: a connection test whose probes appear as they end. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconPlugConnected } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { latency } from "../../kit/format";
import { ProblemAlert } from "../../kit/ProblemAlert";
import type { Check } from "./checking";
import { ProbeList } from "./ProbeList";

interface Props {
  check: Check;
  buckets: boolean;
  hint?: string;
  onGrant?: (permission: string) => void;
}

/** The outcome in a sentence, its probes, and the buttons to test again or to stop. */
export function TestPanel({ check, buckets, hint, onGrant }: Props) {
  const { t } = useTranslation("connectors");
  const { state } = check;
  const running = state.phase === "running";
  return (
    <Stack gap="md" maw={860}>
      {hint !== undefined && (
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      )}
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          onClick={() => void check.run()}
          loading={running}
          data-testid="test-run"
        >
          {t(state.phase === "idle" ? "test.run" : "test.again")}
        </Button>
        {running && (
          <Button variant="default" onClick={check.cancel} data-testid="test-cancel">
            {t("test.cancel")}
          </Button>
        )}
      </Group>
      <div role="status" aria-live="polite">
        {state.phase === "done" &&
          (state.report.connected ? (
            <Alert color="green" variant="light" icon={<IconCircleCheck size={18} />} data-testid="test-connected">
              {t("test.connected", { latency: latency(state.report.latency_ms) })}
            </Alert>
          ) : (
            <Alert color="orange" variant="light" data-testid="test-not-connected" title={t("test.not_connected")}>
              {t("test.not_connected_text")}
            </Alert>
          ))}
        {state.phase === "cancelled" && <Text size="sm">{t("test.cancelled")}</Text>}
      </div>
      {state.phase === "refused" && <ProblemAlert problem={state.problem} />}
      <ProbeList state={state} buckets={buckets} onGrant={onGrant} />
    </Stack>
  );
}
