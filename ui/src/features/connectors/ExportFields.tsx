/** What a connector may be used for, and where redacted copies may be written through it. */
import { Checkbox, Fieldset, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProviderDescriptor } from "../../ipc/bindings";
import type { ConnectorForm } from "./draft";

interface Props {
  form: ConnectorForm;
  provider: ProviderDescriptor;
  set: (part: Partial<ConnectorForm>) => void;
  errorOf: (field: string) => string | undefined;
}

export function ExportFields({ form, provider, set, errorOf }: Props) {
  const { t } = useTranslation("connectors");
  const { buckets, upload } = provider.capabilities;
  return (
    <Fieldset legend={t("uses.label")} data-testid="uses">
      <Stack gap="sm">
        <Checkbox checked disabled readOnly label={t("uses.import")} description={t("uses.import_text")} />
        <Checkbox
          checked={form.exports && upload}
          disabled={!upload}
          onChange={(event) => set({ exports: event.currentTarget.checked })}
          label={t("uses.export")}
          description={t(upload ? "uses.export_text" : "uses.export_cannot", { provider: provider.title })}
          error={errorOf("scopes")}
          data-testid="use-export"
        />
        {form.exports && upload && (
          <>
            <TextInput
              label={t("uses.base")}
              description={t(buckets ? "uses.base_bucket_text" : "uses.base_folder_text")}
              placeholder={buckets ? "redacted-copies/2026" : "redacted"}
              value={form.exportBase}
              onChange={(event) => set({ exportBase: event.currentTarget.value })}
              error={errorOf("export_base_path")}
              spellCheck={false}
              autoCapitalize="off"
              autoCorrect="off"
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              data-testid="export-base"
            />
            <Text size="sm" c="dimmed">
              {t("uses.base_rule")}
            </Text>
          </>
        )}
      </Stack>
    </Fieldset>
  );
}
