/** When a connector syncs: presets or a line of cron, its zone, and what that means in words and times. */
import { Group, List, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useId, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ScheduleEcho } from "../../ipc/bindings";
import { dateTime, relative } from "../../kit/format";
import classes from "./connectors.module.css";
import { cronOf, SCHEDULE_KINDS, type ScheduleChoice, type ScheduleKind, timezones } from "./cron";
import { sentence } from "./faults";
import { useScheduleEcho } from "./queries";

interface Props {
  value: ScheduleChoice;
  timezone: string;
  onChange: (value: ScheduleChoice) => void;
  onTimezone: (timezone: string) => void;
  errorOf: (field: string) => string | undefined;
}

/** What a line of cron means and when it fires next, once the backend has read it. */
export function ScheduleMeaning({ echo, outdated }: { echo: ScheduleEcho; outdated: boolean }) {
  const { t } = useTranslation("connectors");
  return (
    <Stack gap={6} data-testid="schedule-echo" role="status" style={{ opacity: outdated ? 0.75 : 1 }}>
      <Text size="sm" fw={600}>
        {t("schedule.in_words", { words: echo.in_words, timezone: echo.timezone })}
      </Text>
      {echo.next.length === 0 ? (
        <Text size="sm">{t("schedule.never")}</Text>
      ) : (
        <div>
          <Text size="xs" c="dimmed" mb={4}>
            {t("schedule.next", { count: echo.next.length })}
          </Text>
          <List size="sm" listStyleType="none" spacing={2}>
            {echo.next.map((at) => (
              <List.Item key={at}>
                {dateTime(at, echo.timezone)}{" "}
                <Text span size="sm" c="dimmed">
                  {relative(at)}
                </Text>
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  );
}

export function ScheduleFields({ value, timezone, onChange, onTimezone, errorOf }: Props) {
  const { t } = useTranslation("connectors");
  const label = useId();
  const zones = useMemo(() => timezones(timezone), [timezone]);
  const set = (part: Partial<ScheduleChoice>) => onChange({ ...value, ...part });
  const cron = cronOf(value);
  const [settled] = useDebouncedValue(cron ?? "", 250);
  const echo = useScheduleEcho(settled, timezone);
  const refused = cron !== undefined && cron !== "" && echo.error !== null ? echo.error : undefined;
  const cronError =
    errorOf("schedule_cron") ?? (refused !== undefined && refused.field !== "timezone" ? sentence(refused) : undefined);
  const zoneError =
    errorOf("timezone") ?? (refused !== undefined && refused.field === "timezone" ? sentence(refused) : undefined);

  const choose = (kind: ScheduleKind) => {
    // Custom text starts from what the preset meant, so that a small change needs no cron knowledge.
    const text = kind === "custom" && value.cron === "" ? (cron ?? "30 2 * * 1-5") : value.cron;
    onChange({ ...value, kind, cron: text });
  };

  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={600} mb={4} id={label}>
          {t("schedule.label")}
        </Text>
        <SegmentedControl
          className={classes.segments}
          aria-labelledby={label}
          value={value.kind}
          onChange={(kind) => choose(kind as ScheduleKind)}
          data={SCHEDULE_KINDS.map((kind) => ({ value: kind, label: t(`schedule.kind.${kind}`) }))}
          data-testid="schedule-kind"
        />
      </div>
      {value.kind === "none" ? (
        <Text size="sm" c="dimmed">
          {t("schedule.none_hint")}
        </Text>
      ) : (
        <Group align="flex-start" gap="md">
          {value.kind === "hourly" && (
            <NumberInput
              w={160}
              label={t("schedule.minute")}
              min={0}
              max={59}
              clampBehavior="strict"
              allowDecimal={false}
              value={value.minute}
              onChange={(minute) => set({ minute: Number(minute) || 0 })}
            />
          )}
          {value.kind === "weekly" && (
            <Select
              w={160}
              label={t("schedule.weekday")}
              data={[1, 2, 3, 4, 5, 6, 0].map((day) => ({ value: String(day), label: t(`schedule.day.${day}`) }))}
              value={String(value.weekday)}
              onChange={(day) => set({ weekday: Number(day ?? "1") })}
            />
          )}
          {(value.kind === "daily" || value.kind === "weekly") && (
            <TextInput
              w={130}
              type="time"
              label={t("schedule.time")}
              value={value.time}
              onChange={(event) => set({ time: event.currentTarget.value })}
              error={cronError}
              data-testid="schedule-time"
            />
          )}
          {value.kind === "custom" && (
            <TextInput
              w={340}
              label={t("schedule.cron")}
              description={t("schedule.cron_hint")}
              placeholder={t("schedule.cron_placeholder")}
              value={value.cron}
              onChange={(event) => set({ cron: event.currentTarget.value })}
              error={cronError}
              spellCheck={false}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              inputWrapperOrder={["label", "input", "description", "error"]}
              data-testid="schedule-cron"
            />
          )}
          <Select
            w={260}
            label={t("schedule.timezone")}
            data={zones}
            value={timezone}
            onChange={(zone) => onTimezone(zone ?? "UTC")}
            error={zoneError}
            searchable
            limit={100}
            nothingFoundMessage={t("schedule.no_zone")}
            data-testid="schedule-timezone"
          />
        </Group>
      )}
      {cron !== undefined && cron !== "" && refused === undefined && echo.data !== undefined && (
        <ScheduleMeaning echo={echo.data} outdated={echo.isPlaceholderData || settled !== cron} />
      )}
    </Stack>
  );
}
