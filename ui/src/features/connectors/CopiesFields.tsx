/** Whether each sync makes redacted copies, and where they go. What stands for a value is the policy's word. */
import { Alert, Autocomplete, Button, Fieldset, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconFolder, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { allActions } from "../../kit/actions";
import { TextLink } from "../../kit/links";
import { toastProblem } from "../../kit/toast";
import classes from "./connectors.module.css";
import type { CopiesForm } from "./draft";
import { pickFolder, useEveryConnector, usePolicies, useProviders } from "./queries";

interface Props {
  value: CopiesForm;
  /** The chosen policy's id; empty: the first that the app brings. */
  policy: string;
  onChange: (value: CopiesForm) => void;
  errorOf: (field: string) => string | undefined;
}

const mono = { input: { fontFamily: "var(--mantine-font-family-monospace)" } };

export function CopiesFields({ value, policy, onChange, errorOf }: Props) {
  const { t } = useTranslation("connectors");
  const connectors = useEveryConnector().data ?? [];
  const set = (part: Partial<CopiesForm>) => onChange({ ...value, ...part });
  const targets = connectors.filter(({ scopes }) => scopes.includes("export"));
  return (
    <Fieldset legend={t("copies.label")} data-testid="copies">
      <Stack gap="sm">
        <Text size="sm">{t("copies.text")}</Text>
        <Radio.Group
          aria-label={t("copies.label")}
          value={value.to}
          onChange={(to) => set({ to: to === "folder" || to === "connector" ? to : "nowhere" })}
        >
          <Stack gap="xs">
            <Radio value="nowhere" label={t("copies.nowhere")} data-testid="copies-nowhere" />
            <Radio value="folder" label={t("copies.folder")} data-testid="copies-folder" />
            {value.to === "folder" ? <Folder value={value} set={set} error={errorOf("copies")} /> : null}
            <Radio
              value="connector"
              label={t("copies.connector")}
              description={t(targets.length === 0 ? "copies.no_connector" : "copies.connector_text")}
              disabled={targets.length === 0}
              data-testid="copies-connector"
            />
            {value.to === "connector" ? <Target value={value} set={set} targets={targets} errorOf={errorOf} /> : null}
          </Stack>
        </Radio.Group>
        {value.to === "nowhere" ? null : <What policy={policy} />}
      </Stack>
    </Fieldset>
  );
}

interface Part {
  value: CopiesForm;
  set: (part: Partial<CopiesForm>) => void;
}

function Folder({ value, set, error }: Part & { error: string | undefined }) {
  const { t } = useTranslation("connectors");
  const choose = () =>
    void pickFolder()
      .then((folder) => folder !== null && set({ folder }))
      .catch(toastProblem);
  return (
    <div className={classes.copiesPlace}>
      <TextInput
        label={t("copies.path")}
        placeholder="/data/copies"
        value={value.folder}
        onChange={(event) => set({ folder: event.currentTarget.value })}
        error={error}
        autoComplete="off"
        spellCheck={false}
        className={classes.copiesWide}
        styles={mono}
        data-testid="copies-path"
      />
      <Button
        variant="default"
        leftSection={<IconFolder size={16} aria-hidden />}
        onClick={choose}
        mt={24}
        data-testid="copies-choose"
      >
        {t("copies.choose")}
      </Button>
    </div>
  );
}

interface TargetProps extends Part {
  targets: { id: string; name: string; provider: string; buckets: string[]; export_base_path: string | null }[];
  errorOf: (field: string) => string | undefined;
}

function Target({ value, set, targets, errorOf }: TargetProps) {
  const { t } = useTranslation("connectors");
  const target = targets.find(({ id }) => id === value.target);
  const provider = useProviders().data?.find(({ id }) => id === target?.provider);
  return (
    <>
      <div className={classes.copiesPlace}>
        <Select
          label={t("copies.target")}
          data={targets.map(({ id, name }) => ({ value: id, label: name }))}
          value={value.target}
          onChange={(id) => set({ target: id, bucket: "", prefix: "" })}
          error={errorOf("copies_target")}
          allowDeselect={false}
          data-testid="copies-target"
        />
        {provider?.capabilities.buckets === true ? (
          <Autocomplete
            label={t("copies.bucket")}
            data={target?.buckets ?? []}
            value={value.bucket}
            onChange={(bucket) => set({ bucket })}
            spellCheck={false}
            data-testid="copies-bucket"
          />
        ) : null}
        <TextInput
          label={t("copies.below")}
          placeholder="redacted/"
          value={value.prefix}
          onChange={(event) => set({ prefix: event.currentTarget.value })}
          error={errorOf("copies")}
          autoComplete="off"
          spellCheck={false}
          className={classes.copiesWide}
          styles={mono}
          data-testid="copies-below"
        />
      </div>
      {target === undefined || target.export_base_path === null ? null : (
        <Text size="sm" c="dimmed">
          {t("copies.base", { place: target.export_base_path })}
        </Text>
      )}
    </>
  );
}

/** What becomes of found values in the copies: nothing, when the policy only reports. */
function What({ policy }: { policy: string }) {
  const { t } = useTranslation("connectors");
  const policies = usePolicies().data;
  const chosen = policies?.find((one) => (policy === "" ? one.built_in : one.id === policy));
  if (chosen === undefined) return null;
  const link = (
    <TextLink to="/policies/$id" params={{ id: chosen.id }}>
      {t("policy.open")}
    </TextLink>
  );
  if (allActions(chosen.actions).every(({ do: action }) => action === "report")) {
    return (
      <Alert
        color="yellow"
        icon={<IconInfoCircle size={18} aria-hidden />}
        role="status"
        data-testid="copies-report-only"
      >
        {t("copies.report_only", { name: chosen.name })} {link}
      </Alert>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {t("copies.by_policy", { name: chosen.name })} {link}
    </Text>
  );
}
