/** The named steps of a connection test: what each saw, and what to do about the ones that failed. */
import { Group, List, Loader, Paper, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Probe, ProbeOutcome } from "../../ipc/bindings";
import { count, latency } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import type { CheckState } from "./checking";
import { Lacking } from "./Lacking";

const LOOKS: Record<ProbeOutcome, { color: string; Icon: typeof IconCheck }> = {
  passed: { color: "green", Icon: IconCheck },
  failed: { color: "red", Icon: IconX },
  indeterminate: { color: "yellow", Icon: IconAlertTriangle },
  skipped: { color: "gray", Icon: IconMinus },
};

function ProbeRow({ probe, onGrant }: { probe: Probe; onGrant: ((permission: string) => void) | undefined }) {
  const { t } = useTranslation("connectors");
  const { color, Icon } = LOOKS[probe.outcome];
  return (
    <Group
      component="li"
      align="flex-start"
      gap="sm"
      wrap="nowrap"
      data-testid={`probe-${probe.name}`}
      data-outcome={probe.outcome}
    >
      <ThemeIcon color={color} variant="light" size={24} radius="xl" aria-hidden>
        <Icon size={15} />
      </ThemeIcon>
      <Stack gap={2} style={{ flex: 1, minWidth: 0 }}>
        <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
          <Text size="sm" fw={600}>
            {probe.title}{" "}
            <Text span size="sm" fw={400} c="dimmed">
              {t(`test.outcome.${probe.outcome}`)}
            </Text>
          </Text>
          {probe.outcome !== "skipped" && (
            <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
              {latency(probe.latency_ms)}
            </Text>
          )}
        </Group>
        {probe.detail !== "" && (
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {probe.detail}
          </Text>
        )}
        {probe.remedy !== "" && (
          <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
            {t("test.remedy", { remedy: probe.remedy })}
          </Text>
        )}
        {probe.permission !== undefined && (
          <Lacking permission={probe.permission} onShow={onGrant} testId={`probe-${probe.name}`} />
        )}
      </Stack>
    </Group>
  );
}

interface Props {
  state: CheckState;
  buckets: boolean;
  /** Shows what to grant for a permission that is missing. */
  onGrant?: ((permission: string) => void) | undefined;
}

/** Probes that have ended, a spinner for the next one, and the signs that this is the right place. */
export function ProbeList({ state, buckets, onGrant }: Props) {
  const { t } = useTranslation("connectors");
  if (state.phase === "idle") {
    return null;
  }
  const samples = state.phase === "done" ? state.report.sample_objects : [];
  return (
    <Stack gap="sm">
      <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: "none" }} aria-label={t("test.probes")}>
        {state.probes.map((probe) => (
          <ProbeRow key={probe.name} probe={probe} onGrant={onGrant} />
        ))}
        {state.phase === "running" && (
          <Group component="li" gap="sm" wrap="nowrap">
            <Loader size={20} m={2} aria-hidden />
            <Text size="sm" c="dimmed">
              {t("test.next")}
            </Text>
          </Group>
        )}
      </Stack>
      {state.phase === "done" && (state.report.connected || samples.length > 0) && (
        <Paper withBorder p="sm">
          <Text size="sm" fw={600} mb={4}>
            {buckets && state.report.buckets_accessible > 0
              ? t("test.buckets", {
                  count: state.report.buckets_accessible,
                  shown: count(state.report.buckets_accessible),
                })
              : t("test.samples")}
          </Text>
          {samples.length > 0 ? (
            <List size="sm" spacing={2}>
              {samples.map((key) => (
                <List.Item key={key}>
                  <KeyText value={key} />
                </List.Item>
              ))}
            </List>
          ) : (
            <Text size="sm" c="dimmed">
              {t("test.no_samples")}
            </Text>
          )}
        </Paper>
      )}
    </Stack>
  );
}
