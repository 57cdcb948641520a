/** Who else can reach a connector's buckets, why that is thought, and the button that reads it anew. */
import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BucketExposure, Connector, ExposureLevel } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { count, dateTime, relative } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import classes from "./connectors.module.css";
import { Lacking } from "./Lacking";
import { useExposure } from "./queries";
import { useRefreshing } from "./refreshing";
import { Section } from "./Section";

/** The order of worry: what could not be read worries more than what is known to be private. */
const WORRY: readonly ExposureLevel[] = ["private", "unknown", "shared", "public"];

export function byWorry(a: ExposureLevel, b: ExposureLevel): number {
  return WORRY.indexOf(b) - WORRY.indexOf(a);
}

interface Props {
  connector: Connector;
  /** Why the permissions cannot be read now. */
  refusal?: string | undefined;
  onGrant: (permission: string) => void;
}

export function ExposureSection({ connector, refusal, onGrant }: Props) {
  const { t } = useTranslation("connectors");
  const known = useExposure(connector.id);
  const refreshing = useRefreshing(connector.id, (buckets) =>
    announce(t("exposure.refreshed", { count: buckets, shown: count(buckets) })),
  );
  useActions([
    {
      id: "connector.permissions",
      label: t("exposure.refresh"),
      group: connector.name,
      run: refreshing.run,
      enabled: refusal === undefined && !refreshing.busy,
    },
  ]);
  const buckets = [...(known.data ?? [])].sort(
    (a, b) => byWorry(a.exposure.level, b.exposure.level) || a.bucket.localeCompare(b.bucket),
  );
  return (
    <Section
      title={t("exposure.title")}
      action={
        <Group gap="xs" wrap="nowrap">
          {refreshing.busy && (
            <Button size="xs" variant="default" onClick={refreshing.stop} data-testid="exposure-stop">
              {t("test.cancel")}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            disabled={refreshing.busy || refusal !== undefined}
            title={refusal}
            onClick={refreshing.run}
            data-testid="exposure-refresh"
          >
            {t("exposure.refresh")}
          </Button>
        </Group>
      }
    >
      <Stack gap="sm" data-testid="exposure">
        <div role="status">
          {refreshing.busy && (
            <Group gap="xs" wrap="nowrap">
              <Loader size={16} aria-hidden />
              <Text size="sm">{t("exposure.reading")}</Text>
            </Group>
          )}
        </div>
        {refreshing.problem !== undefined && <ProblemAlert problem={refreshing.problem} />}
        {known.error !== null && known.data === undefined ? (
          <ErrorState problem={known.error} onRetry={() => void known.refetch()} />
        ) : known.data === undefined ? (
          <LoadingState />
        ) : buckets.length === 0 ? (
          <Group gap="sm">
            <ExposureBadge level="unknown" />
            <Text size="sm">{t("exposure.never")}</Text>
          </Group>
        ) : (
          <ul className={classes.exposureList}>
            {buckets.map((one) => (
              <Bucket key={one.bucket} known={one} onGrant={onGrant} />
            ))}
          </ul>
        )}
      </Stack>
    </Section>
  );
}

function Bucket({ known, onGrant }: { known: BucketExposure; onGrant: (permission: string) => void }) {
  const { t } = useTranslation("connectors");
  const { bucket, exposure } = known;
  const reasons = [...exposure.reasons].sort((a, b) => byWorry(a.level, b.level));
  return (
    <li data-testid={`exposure-${bucket}`} data-level={exposure.level}>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
          <ExposureBadge level={exposure.level} />
          <Text size="sm" fw={600} component="div" className={classes.oneLine}>
            {bucket === "" ? t("exposure.whole") : <KeyText value={bucket} />}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" title={dateTime(exposure.checked_at)} style={{ whiteSpace: "nowrap" }}>
          {relative(exposure.checked_at)}
        </Text>
      </Group>
      <Stack component="ul" gap={6} mt={6} p={0} className={classes.reasons}>
        {reasons.map((reason) => (
          <li key={`${reason.source} ${reason.text}`}>
            <Text size="sm">
              <Text span size="xs" c="dimmed">
                {t(`exposure.source.${reason.source}`, { defaultValue: reason.source })}:{" "}
              </Text>
              {reason.text}{" "}
              <Text span size="xs" c="dimmed">
                {t(`exposure.alone.${reason.level}`)}
              </Text>
            </Text>
            {reason.permission !== undefined && (
              <Lacking permission={reason.permission} onShow={onGrant} testId={`exposure-${bucket}-${reason.source}`} />
            )}
          </li>
        ))}
      </Stack>
    </li>
  );
}
