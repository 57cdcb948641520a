/** Name, settings and credential of a connector, drawn from what its provider says of itself. */
import { Alert, Fieldset, Stack, Text, TextInput } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Problem, ProviderDescriptor } from "../../ipc/bindings";
import { SchemaForm } from "../../kit/SchemaForm";
import { shownFields } from "../../kit/schema";
import { toastProblem } from "../../kit/toast";
import { type ConnectorForm, credentialOf, type FieldFaults } from "./draft";
import { errorAt } from "./faults";
import { PasteNotice } from "./PasteNotice";
import { PresetSelect } from "./PresetSelect";
import type { Pasting } from "./pasting";
import { blanksOf } from "./presets";
import { fileDrops, pickFolder, providerChoices } from "./queries";
import { around, hasFields } from "./schema";

/** A folder window that could not be opened is a note; typing the folder still works. */
async function chooseFolder(): Promise<string | null> {
  try {
    return await pickFolder();
  } catch (thrown) {
    toastProblem(thrown);
    return null;
  }
}

interface Props {
  form: ConnectorForm;
  provider: ProviderDescriptor;
  set: (part: Partial<ConnectorForm>) => void;
  /** Own checks that failed when the person wanted to go on. */
  faults: FieldFaults;
  problem: Problem | undefined;
  /** A credential is stored: blank fields keep it. */
  stored?: boolean;
  /** What is pasted anywhere here may fill the form. */
  pasting: Pasting;
}

export function FillStep({ form, provider, set, faults, problem, stored = false, pasting }: Props) {
  const { t } = useTranslation("connectors");
  const settings = around(provider.config_schema, form.config);
  // Some ways to sign in need no credential: then nothing is asked.
  const asksCredential =
    hasFields(provider.credential_schema) &&
    shownFields(provider.credential_schema, form.credential, settings).length > 0;
  // A stored credential that nobody touches needs nothing.
  const keeps = stored && credentialOf(form, provider) === undefined;
  const credentialSchema =
    keeps && typeof provider.credential_schema === "object" && !Array.isArray(provider.credential_schema)
      ? { ...provider.credential_schema, required: [] }
      : provider.credential_schema;
  const blanks = useMemo(() => blanksOf(provider), [provider]);
  const askChoices = useCallback((field: string) => providerChoices(provider.id, field), [provider.id]);
  const showFaults = Object.keys(faults).length > 0;
  return (
    // Pasting is heard wherever it happens; the fields own the focus.
    <Stack gap="md" maw={720} onPaste={pasting.onPaste} data-testid="fill">
      {provider.setup !== "" && (
        <Alert variant="light" color="tide" icon={<IconInfoCircle size={18} aria-hidden />}>
          {provider.setup}
        </Alert>
      )}
      <div>
        <Text size="sm" c="dimmed">
          {t("paste.anywhere")}
        </Text>
        <PasteNotice pasting={pasting} />
      </div>
      <TextInput
        label={t("fill.name")}
        description={t("fill.name_text")}
        placeholder={t("fill.name_placeholder", { provider: provider.title })}
        withAsterisk
        aria-required
        value={form.name}
        maxLength={100}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={errorAt("name", faults, problem, (fault) => t(`fault.${fault}`))}
        data-testid="connector-name"
      />
      {provider.presets.length > 0 && (
        <PresetSelect provider={provider} config={form.config} onChange={(config) => set({ config })} />
      )}
      <SchemaForm
        schema={provider.config_schema}
        values={form.config}
        onChange={(config) => set({ config })}
        problem={problem}
        path="config"
        showFaults={showFaults}
        pickFolder={chooseFolder}
        fileDrops={fileDrops}
        askChoices={askChoices}
        blanks={blanks}
      />
      {asksCredential && (
        <Fieldset legend={t("fill.credential")} data-credential>
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {t(stored ? "fill.credential_kept" : "fill.credential_text")}
            </Text>
            <SchemaForm
              schema={credentialSchema}
              values={form.credential}
              onChange={(credential) => set({ credential })}
              around={settings}
              problem={problem}
              path="credential"
              stored={keeps}
              showFaults={showFaults}
              fileDrops={fileDrops}
              askChoices={askChoices}
            />
          </Stack>
        </Fieldset>
      )}
    </Stack>
  );
}
