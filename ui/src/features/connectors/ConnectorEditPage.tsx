/**
 * A saved connector's settings, scope and schedule. Only what changed is sent; a blank credential keeps
 * the stored one. The saved connector can be tested; unsaved settings cannot, because the window has no
 * credential to test them with.
 */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconCheck, IconKey } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type FormEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connector, Problem, ProviderDescriptor } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { ConfirmDialog } from "../../kit/ConfirmDialog";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toast } from "../../kit/toast";
import classes from "./connectors.module.css";
import {
  type ConnectorForm,
  type FieldFaults,
  fillFaults,
  formOf,
  patchOf,
  scheduleFaults,
  scopeFaults,
  stepOfField,
} from "./draft";
import { FillStep } from "./FillStep";
import { errorAt, useFirstFault } from "./faults";
import { usePasting } from "./pasting";
import { asProblem, updateConnector, useConnector, useProviders } from "./queries";
import { ScheduleStep } from "./ScheduleStep";
import { ScopeStep } from "./ScopeStep";
import { Section } from "./Section";

export function ConnectorEditPage() {
  const { t } = useTranslation("connectors");
  const { id } = useParams({ strict: false }) as { id: string };
  const connector = useConnector(id);
  const providers = useProviders();
  const failed = connector.error ?? providers.error;
  if (failed !== null && (connector.data === undefined || providers.data === undefined)) {
    const retry = () => {
      void connector.refetch();
      void providers.refetch();
    };
    return <ErrorState problem={failed} onRetry={retry} />;
  }
  if (connector.data === undefined || providers.data === undefined) {
    return <LoadingState text={t("page.loading")} />;
  }
  const provider = providers.data.find((known) => known.id === connector.data.provider);
  if (provider === undefined) {
    return <ErrorState problem={{ class: "config_invalid", message: t("edit.no_provider"), remedy: "" }} />;
  }
  return <EditForm key={id} connector={connector.data} provider={provider} />;
}

function EditForm({ connector, provider }: { connector: Connector; provider: ProviderDescriptor }) {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const cache = useQueryClient();
  const known = useProviders().data;
  // What was opened stays the ground of comparison, however often the list is refreshed meanwhile.
  const [before] = useState(() => formOf(connector, provider));
  const [form, setForm] = useState(before);
  const [faults, setFaults] = useState<FieldFaults>({});
  const [problem, setProblem] = useState<Problem>();
  const [saving, setSaving] = useState(false);
  const done = useRef(false);
  const set = useCallback((part: Partial<ConnectorForm>) => setForm((now) => ({ ...now, ...part })), []);
  const providers = useMemo(() => [provider], [provider]);
  const pasting = usePasting({ form, providers: known ?? providers, replace: setForm, fixed: true });
  // "Reconnect" leads here: to the credential, or to the settings where there is none to type.
  const asked = (useSearch({ strict: false }) as Record<string, unknown>).reconnect;
  const reconnecting = asked === true || asked === "true";
  useLayoutEffect(() => {
    if (reconnecting) {
      const field =
        document.querySelector<HTMLElement>("[data-edit] [data-credential] [data-field]") ??
        document.querySelector<HTMLElement>("[data-edit] [data-field]");
      field?.scrollIntoView({ block: "center" });
      field?.focus();
    }
  }, [reconnecting]);
  const patch = patchOf(before, form, provider);
  const changed = Object.keys(patch).length > 0;

  const blocker = useBlocker({
    shouldBlockFn: () => changed && !done.current,
    enableBeforeUnload: false,
    withResolver: true,
  });

  const toDetail = () => void navigate({ to: "/connectors/$id", params: { id: connector.id } });

  const faultsNow = (): FieldFaults => ({
    ...fillFaults(form, provider, !reconnecting),
    ...scopeFaults(form, provider),
    ...scheduleFaults(form),
  });
  // Once something was refused, its fields are looked at with every keystroke.
  const liveFaults = Object.keys(faults).length > 0 ? faultsNow() : faults;

  const showFirstFault = useFirstFault("[data-edit]");
  const save = async () => {
    if (saving) {
      return;
    }
    const found = faultsNow();
    setFaults(found);
    setProblem(undefined);
    if (Object.keys(found).length > 0) {
      announce(t("wizard.faults", { count: Object.keys(found).length }));
      showFirstFault();
      return;
    }
    if (!changed) {
      toDetail();
      return;
    }
    setSaving(true);
    try {
      const updated = await updateConnector(connector.id, patch);
      done.current = true;
      void cache.invalidateQueries({ queryKey: ["connectors"] });
      toast(t("done.saved", { name: updated.name }));
      const tests = patch.config !== undefined || patch.credential !== undefined;
      await navigate({ to: "/connectors/$id", params: { id: connector.id }, search: tests ? { test: true } : {} });
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setSaving(false);
    }
  };

  useActions([
    { id: "edit.save", keys: "mod+s", label: t("edit.save"), group: connector.name, run: () => void save() },
  ]);

  const errorOf = (field: string) => errorAt(field, liveFaults, problem, (fault) => t(`fault.${fault}`));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };

  return (
    <form className={classes.longForm} onSubmit={submit} noValidate data-edit autoComplete="off">
      <Stack gap="md">
        <PageHeader
          back={
            <TextLink to="/connectors/$id" params={{ id: connector.id }} className={classes.backLink}>
              <IconArrowLeft size={14} aria-hidden /> {connector.name}
            </TextLink>
          }
          title={t("edit.title", { name: connector.name })}
          description={t("edit.description")}
        />
        {reconnecting && (
          <Alert
            color="orange"
            variant="light"
            icon={<IconKey size={18} aria-hidden />}
            title={t("reconnect.title")}
            data-testid="reconnect-hint"
          >
            {connector.status_message !== null && <Text size="sm">{connector.status_message}</Text>}
            <Text size="sm">{t("reconnect.hint")}</Text>
          </Alert>
        )}
        <Section title={t("edit.source")}>
          <FillStep
            form={form}
            provider={provider}
            set={set}
            faults={liveFaults}
            problem={problem}
            stored={connector.has_credential && !reconnecting}
            pasting={pasting}
          />
        </Section>
        <Section title={t("page.scope")}>
          {(patch.config !== undefined || patch.credential !== undefined) && (
            <Text size="sm" c="dimmed" mb="sm">
              {t("edit.preview_saved")}
            </Text>
          )}
          <ScopeStep form={form} provider={provider} set={set} errorOf={errorOf} savedId={connector.id} />
        </Section>
        <Section title={t("page.schedule")}>
          <ScheduleStep form={form} set={set} errorOf={errorOf} />
        </Section>
        {problem !== undefined && stepOfField(problem.field, form, provider) === undefined && (
          <ProblemAlert problem={problem} />
        )}
        <div className={classes.wizardFoot}>
          <Text size="sm" c="dimmed" role="status" my="auto">
            {t(changed ? "edit.unsaved" : "edit.unchanged")}
          </Text>
          <Group gap="sm">
            <Button variant="default" onClick={toDetail}>
              {t("edit.cancel")}
            </Button>
            <Button
              type="submit"
              loading={saving}
              leftSection={<IconCheck size={16} aria-hidden />}
              data-testid="connector-save"
            >
              {t("edit.save")}
            </Button>
          </Group>
        </div>
      </Stack>
      <ConfirmDialog
        opened={blocker.status === "blocked"}
        title={t("edit.leave_title")}
        confirmLabel={t("edit.leave")}
        danger
        onConfirm={() => blocker.proceed?.()}
        onClose={() => blocker.reset?.()}
      >
        {t("edit.leave_text")}
      </ConfirmDialog>
    </form>
  );
}
