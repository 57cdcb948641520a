/** What a scope covers, counted live: numbers "so far" until the count is complete, examples, types. */
import { Badge, Button, Group, List, Loader, Paper, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconClockPause, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ScopePreview } from "../../ipc/bindings";
import { bytes, count } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { ProblemAlert } from "../../kit/ProblemAlert";
import classes from "./connectors.module.css";
import type { Preview } from "./previewing";

function Numbers({ counts, phase }: { counts: ScopePreview; phase: Preview["phase"] }) {
  const { t } = useTranslation("connectors");
  const sofar = !(counts.complete && phase === "done");
  return (
    <Stack gap={2}>
      <Text size="lg" fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
        {t("preview.covered", {
          count: counts.objects_covered,
          shown: count(counts.objects_covered),
          bytes: bytes(counts.bytes_covered),
        })}
      </Text>
      <Text size="sm" c="dimmed" style={{ fontVariantNumeric: "tabular-nums" }}>
        {sofar ? t("preview.so_far") : t("preview.complete")}
        {" · "}
        {t("preview.left_out", { count: counts.objects_left_out, shown: count(counts.objects_left_out) })}
      </Text>
    </Stack>
  );
}

export function ScopePreviewPanel({ preview }: { preview: Preview }) {
  const { t } = useTranslation("connectors");
  const { phase, counts, outdated, problem } = preview;
  const busy = phase === "waiting" || phase === "counting";
  const stoppedEarly = phase === "stopped" || (phase === "done" && counts !== undefined && !counts.complete);
  const nothing = phase === "done" && counts?.complete === true && counts.objects_covered === 0;

  return (
    <Paper
      withBorder
      p="md"
      bg="var(--tg-surface)"
      data-testid="scope-preview"
      data-phase={phase}
      aria-label={t("preview.title")}
      component="section"
    >
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Text fw={600} size="sm">
              {t("preview.title")}
            </Text>
            {busy && <Loader size={16} role="img" aria-label={t("preview.counting")} />}
            {phase === "done" && counts?.complete === true && (
              <IconCircleCheck size={18} color="var(--tg-good)" role="img" aria-label={t("preview.complete")} />
            )}
            {stoppedEarly && (
              <IconClockPause size={18} color="var(--tg-medium)" role="img" aria-label={t("preview.stopped")} />
            )}
          </Group>
          {phase === "counting" ? (
            <Button size="xs" variant="default" onClick={preview.stop}>
              {t("preview.stop")}
            </Button>
          ) : (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              disabled={phase === "waiting"}
              onClick={preview.again}
            >
              {t("preview.again")}
            </Button>
          )}
        </Group>

        {problem !== undefined && <ProblemAlert problem={problem} />}

        {counts === undefined ? (
          problem === undefined && (
            <Text size="sm" c="dimmed">
              {busy ? t("preview.counting") : t("preview.none_yet")}
            </Text>
          )
        ) : (
          <Stack gap="sm" style={{ opacity: outdated ? 0.75 : 1 }}>
            <Numbers counts={counts} phase={phase} />
            {outdated && (
              <Text size="xs" c="dimmed">
                {t("preview.outdated")}
              </Text>
            )}
            {stoppedEarly && (
              <Text size="sm" c="dimmed">
                {phase === "stopped" ? t("preview.stopped_by_you") : t("preview.stopped_at_limit")}
              </Text>
            )}
            {nothing && (
              <Text size="sm" fw={500}>
                {t("preview.nothing")}
              </Text>
            )}
            {counts.types.length > 0 && (
              <Group gap={6}>
                {counts.types.map((type) => (
                  <Badge key={type.file_type} variant="light" color="gray" tt="none" fw={500}>
                    {type.file_type === "" ? t("preview.no_type") : type.file_type} {count(type.objects)}
                  </Badge>
                ))}
              </Group>
            )}
            {counts.examples.length > 0 && (
              <div>
                <Text size="xs" c="dimmed" mb={4}>
                  {t("preview.examples")}
                </Text>
                <List size="xs" listStyleType="none" spacing={2}>
                  {counts.examples.map((key) => (
                    <List.Item key={key} className={classes.keyLine} styles={{ itemWrapper: { display: "block" } }}>
                      <KeyText value={key} />
                    </List.Item>
                  ))}
                </List>
              </div>
            )}
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}
