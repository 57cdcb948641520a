/** Name, settings and credential of a connector, drawn from what its provider says of itself. */
import { Alert, Fieldset, Stack, Text, TextInput } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Problem, ProviderDescriptor } from "../../ipc/bindings";
import { SchemaForm } from "../../kit/SchemaForm";
import { toastProblem } from "../../kit/toast";
import { type ConnectorForm, credentialOf, type FieldFaults } from "./draft";
import { errorAt } from "./faults";
import { pickFolder } from "./queries";
import { hasFields } from "./schema";

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
}

export function FillStep({ form, provider, set, faults, problem, stored = false }: Props) {
  const { t } = useTranslation("connectors");
  // A stored credential that nobody touches needs nothing.
  const keeps = stored && credentialOf(form, provider) === undefined;
  const credentialSchema =
    keeps && typeof provider.credential_schema === "object" && !Array.isArray(provider.credential_schema)
      ? { ...provider.credential_schema, required: [] }
      : provider.credential_schema;
  const showFaults = Object.keys(faults).length > 0;
  return (
    <Stack gap="md" maw={720}>
      {provider.setup !== "" && (
        <Alert variant="light" color="tide" icon={<IconInfoCircle size={18} aria-hidden />}>
          {provider.setup}
        </Alert>
      )}
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
      <SchemaForm
        schema={provider.config_schema}
        values={form.config}
        onChange={(config) => set({ config })}
        problem={problem}
        path="config"
        showFaults={showFaults}
        pickFolder={chooseFolder}
      />
      {hasFields(provider.credential_schema) && (
        <Fieldset legend={t("fill.credential")}>
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {t(stored ? "fill.credential_kept" : "fill.credential_text")}
            </Text>
            <SchemaForm
              schema={credentialSchema}
              values={form.credential}
              onChange={(credential) => set({ credential })}
              around={form.config}
              problem={problem}
              path="credential"
              stored={keeps}
              showFaults={showFaults}
            />
          </Stack>
        </Fieldset>
      )}
    </Stack>
  );
}
