/** One connector: its state, what its risk is made of, what it covers, when it syncs, and its last runs. */
import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconDots } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Connector, ExportTo, Probe, ProviderDescriptor } from "../../ipc/bindings";
import { RiskScore, StatusBadge } from "../../kit/badges";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { count, dateTime, relative } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { placeText } from "../../kit/places";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { ActionMenu } from "./ActionMenu";
import { useConnectorActions } from "./actions";
import { useCheck } from "./checking";
import classes from "./connectors.module.css";
import { ExposureSection } from "./ExposureSection";
import { Facts, ScopeFacts, SettingsFacts } from "./Facts";
import { PolicyChoice } from "./PolicyChoice";
import { ProviderIcon } from "./ProviderIcon";
import { testConnector, useConnector, useEveryConnector, useProviders, useScheduleEcho } from "./queries";
import { RecentRuns } from "./RecentRuns";
import { RiskTerms } from "./RiskTerms";
import { ScheduleMeaning } from "./ScheduleFields";
import { Section } from "./Section";
import { scopeOf } from "./scopeText";
import { TestPanel } from "./TestStep";
import { useGrants } from "./useGrants";

export function ConnectorPage() {
  const { t } = useTranslation("connectors");
  const { id } = useParams({ strict: false }) as { id: string };
  const connector = useConnector(id);
  const providers = useProviders();
  if (connector.error !== null && connector.data === undefined) {
    return (
      <>
        <PageHeader back={<Back />} title={t("page.title")} />
        <ErrorState problem={connector.error} onRetry={() => void connector.refetch()} />
      </>
    );
  }
  if (connector.data === undefined || providers.isPending) {
    return <LoadingState text={t("page.loading")} />;
  }
  return (
    <Detail
      key={id}
      connector={connector.data}
      provider={providers.data?.find((known) => known.id === connector.data.provider)}
    />
  );
}

function Back() {
  const { t } = useTranslation("connectors");
  return (
    <TextLink to="/connectors" className={classes.backLink}>
      <IconArrowLeft size={14} aria-hidden /> {t("title")}
    </TextLink>
  );
}

function Detail({ connector, provider }: { connector: Connector; provider: ProviderDescriptor | undefined }) {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const toList = useCallback(() => void navigate({ to: "/connectors" }), [navigate]);
  const actions = useConnectorActions(toList);
  const all = actions.of(connector);
  const gone = connector.deleted_at !== null;

  const start = useCallback(
    (taskId: string, onProbe: (probe: Probe) => void) => testConnector(connector.id, taskId, onProbe),
    [connector.id],
  );
  const check = useCheck(start);
  const grants = useGrants(() => ({
    provider: connector.provider,
    config: connector.config,
    scope: scopeOf(connector),
    uses: connector.scopes,
  }));
  const panel = useRef<HTMLDivElement>(null);
  const { run } = check;
  const test = useCallback(() => {
    panel.current?.scrollIntoView({ block: "nearest" });
    void run();
  }, [run]);

  // "Test" in a list leads here; the mark in the address is taken away so that a reload does not test again.
  const asked = search.test === true || search.test === "true";
  useEffect(() => {
    if (asked) {
      void navigate({ to: "/connectors/$id", params: { id: connector.id }, search: {}, replace: true });
      test();
    }
  }, [asked, connector.id, navigate, test]);

  useActions([
    ...all.map((action) => ({
      id: `connector.${action.id}`,
      label: action.label,
      group: connector.name,
      keys: action.id === "edit" ? "F2" : undefined,
      run: action.id === "test" ? test : action.run,
      enabled: action.refusal === undefined,
    })),
    { id: "connector.up", label: t("page.back"), keys: "Backspace", group: connector.name, run: toList },
  ]);

  const buttons = all.filter(({ id }) =>
    ["reconnect", "sync", "browse", "redact", "edit", "restore", "purge"].includes(id),
  );
  const rest = all
    .filter(({ id }) => !buttons.some((button) => button.id === id))
    .map((action) => (action.id === "test" ? { ...action, run: test } : action));

  return (
    <Stack gap="md">
      <PageHeader
        back={<Back />}
        title={
          <Group gap="sm" wrap="nowrap" component="span">
            <ProviderIcon svg={provider?.icon_svg} size={24} />
            {connector.name}
          </Group>
        }
        description={
          <Group gap="xs" mt={4}>
            <StatusBadge status={connector.status} />
            {connector.status_message !== null && <Text size="sm">{connector.status_message}</Text>}
            {!connector.active && connector.status !== "paused" && <Text size="sm">{t("page.held")}</Text>}
          </Group>
        }
        actions={
          <>
            {buttons.map((action, index) => (
              <Button
                key={action.id}
                variant={index === 0 ? "filled" : "default"}
                color={action.danger ? "red" : undefined}
                leftSection={<action.icon size={16} aria-hidden />}
                disabled={action.refusal !== undefined}
                title={action.refusal}
                onClick={action.run}
                data-testid={`connector-${action.id}-${connector.id}`}
              >
                {action.label}
              </Button>
            ))}
            {rest.length > 0 && (
              <ActionMenu
                actions={rest}
                name={connector.name}
                trigger={
                  <Button
                    variant="default"
                    leftSection={<IconDots size={16} aria-hidden />}
                    data-testid="connector-more"
                  >
                    {t("page.more")}
                  </Button>
                }
              />
            )}
          </>
        }
      />
      {gone && connector.deleted_at !== null && (
        <Alert color="orange" variant="light" title={t("page.deleted")}>
          {t("page.deleted_text", { at: dateTime(connector.deleted_at) })}
        </Alert>
      )}
      <div className={classes.twoSides}>
        <Stack gap="md">
          <Section title={t("page.summary")}>
            <Summary connector={connector} provider={provider} />
          </Section>
          <Section title={t("page.scope")}>
            <ScopeFacts scope={connector} buckets={provider?.capabilities.buckets ?? true} />
          </Section>
          {(provider?.capabilities.exposure === true || connector.exposure !== null) && !gone && (
            <ExposureSection
              connector={connector}
              refusal={connector.status === "disconnected" ? t("refusal.no_credential") : undefined}
              onGrant={grants.show}
            />
          )}
          <Section
            title={t("page.runs")}
            action={
              <TextLink to="/runs" search={{ connector: connector.id }}>
                {t("page.all_runs")}
              </TextLink>
            }
          >
            <RecentRuns id={connector.id} />
          </Section>
        </Stack>
        <Stack gap="md">
          <Section title={t("page.risk")}>
            <RiskTerms
              scope={{ connector_id: connector.id }}
              name={connector.name}
              search={{ connector: connector.id }}
            />
          </Section>
          <Section title={t("page.schedule")}>
            <Schedule connector={connector} />
          </Section>
          {!gone && (
            <Section title={t("page.test")}>
              <div ref={panel}>
                <TestPanel
                  check={check}
                  buckets={provider?.capabilities.buckets ?? false}
                  hint={t("test.saved_hint")}
                  onGrant={grants.show}
                />
              </div>
            </Section>
          )}
        </Stack>
      </div>
      {actions.dialogs}
      {grants.dialog}
    </Stack>
  );
}

function Summary({ connector, provider }: { connector: Connector; provider: ProviderDescriptor | undefined }) {
  const { t } = useTranslation("connectors");
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          [t("page.provider"), provider?.title ?? connector.provider],
          [
            t("list.findings"),
            <TextLink key="findings" to="/findings" search={{ connector: connector.id }}>
              {t("page.open_findings", { count: connector.findings_count, shown: count(connector.findings_count) })}
            </TextLink>,
          ],
          [t("list.risk"), <RiskScore key="risk" score={connector.risk_score} />],
          [t("policy.label"), <PolicyChoice key="policy" connector={connector} />],
          ...(connector.exposure === null && provider?.capabilities.exposure !== true
            ? []
            : [
                [t("exposure.title"), <ExposureBadge key="exposure" level={connector.exposure ?? "unknown"} />] as [
                  string,
                  ReactNode,
                ],
              ]),
          [
            t("list.last_sync"),
            connector.last_sync_at === null
              ? t("list.never")
              : `${dateTime(connector.last_sync_at)} (${relative(connector.last_sync_at)})`,
          ],
          ...(connector.changes_seen_at === null
            ? []
            : [[t("list.changes_seen"), dateTime(connector.changes_seen_at)] as [string, string]]),
          ...(connector.collection === null
            ? []
            : [
                [
                  t("collection.label"),
                  <Badge key="label" variant="light" color="gray" tt="none">
                    {connector.collection}
                  </Badge>,
                ] as [string, ReactNode],
              ]),
          [t("uses.label"), connector.scopes.map((use) => t(`uses.short.${use}`)).join(", ")],
          ...(connector.scopes.includes("export") && connector.export_base_path !== null
            ? [[t("uses.base"), <KeyText key="base" value={connector.export_base_path} />] as [string, ReactNode]]
            : []),
          ...(connector.copies === null
            ? []
            : [[t("copies.label"), <CopiesPlace key="copies" to={connector.copies} />] as [string, ReactNode]]),
          [t("import_mode.label"), t(`import_mode.${connector.import_mode}`)],
          ...(provider?.capabilities.needs_credential === false && !connector.has_credential
            ? []
            : [
                [t("fill.credential"), t(connector.has_credential ? "page.stored" : "page.not_stored")] as [
                  string,
                  ReactNode,
                ],
              ]),
        ]}
      />
      <SettingsFacts config={connector.config} provider={provider} />
    </Stack>
  );
}

function CopiesPlace({ to }: { to: ExportTo }) {
  return <KeyText value={placeText(to, useEveryConnector().data)} />;
}

function Schedule({ connector }: { connector: Connector }) {
  const { t } = useTranslation("connectors");
  const echo = useScheduleEcho(connector.schedule_cron ?? "", connector.timezone);
  if (connector.schedule_cron === null) {
    return <Text size="sm">{t("schedule.none_hint")}</Text>;
  }
  const waits = connector.next_sync_at === null;
  return (
    <Stack gap="sm">
      {waits && (
        <Text size="sm" fw={500}>
          {t("schedule.held")}
        </Text>
      )}
      {echo.data !== undefined && <ScheduleMeaning echo={echo.data} outdated={waits} />}
      <Text size="xs" c="dimmed" ff="monospace">
        {connector.schedule_cron}
      </Text>
    </Stack>
  );
}
