/** Which objects are copied: of a connector all, one folder or those that were chosen; or of these what has findings. */
import { Autocomplete, Checkbox, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProviderDescriptor } from "../../ipc/bindings";
import { count } from "../../kit/format";
import classes from "./exports.module.css";
import type { Fields } from "./fields";
import type { What } from "./form";

export function WhatFields({
  form,
  set,
  errorAt,
  connectors,
  providers,
}: Fields & { providers: ProviderDescriptor[] }) {
  const { t } = useTranslation("exports");
  const connector = connectors.find(({ id }) => id === form.connector);
  const buckets = providers.find(({ id }) => id === connector?.provider)?.capabilities.buckets ?? form.bucket !== "";
  const documents = form.documents.length;
  return (
    <Stack gap="sm">
      <Select
        label={t("field.connector")}
        placeholder={t("field.connectorHint")}
        data={connectors.map(({ id, name }) => ({ value: id, label: name }))}
        value={form.connector}
        onChange={(id) => {
          // Places and objects of one connector are none of another.
          if (id !== form.connector) set({ connector: id, what: "all", bucket: "", prefix: "", documents: [] });
        }}
        error={errorAt("connector_id")}
        allowDeselect={false}
        searchable
        maw={360}
        data-testid="export-connector"
      />
      <Radio.Group
        label={t("field.what")}
        value={form.what}
        onChange={(what) => set({ what: what as What })}
        error={errorAt("documents")}
      >
        <Stack gap={8} mt={6}>
          <Radio value="all" label={t("what.all")} description={t("what.allText")} data-testid="export-what-all" />
          <Radio value="place" label={t("what.place")} data-testid="export-what-place" />
          {form.what === "place" ? (
            <div className={classes.inset}>
              {buckets ? (
                <Autocomplete
                  label={t("field.bucket")}
                  data={connector?.buckets ?? []}
                  value={form.bucket}
                  onChange={(bucket) => set({ bucket })}
                  error={errorAt("bucket")}
                  spellCheck={false}
                  w={220}
                  data-testid="export-bucket"
                />
              ) : null}
              <TextInput
                label={t("field.prefix")}
                placeholder="customers/2026/"
                value={form.prefix}
                onChange={(event) => set({ prefix: event.currentTarget.value })}
                error={errorAt("prefix")}
                autoComplete="off"
                spellCheck={false}
                className={classes.grow}
                styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
                data-testid="export-prefix"
              />
            </div>
          ) : null}
          {documents > 0 ? (
            <Radio
              value="documents"
              label={t("what.documents", { count: documents, shown: count(documents) })}
              data-testid="export-what-documents"
            />
          ) : null}
        </Stack>
      </Radio.Group>
      <Checkbox
        label={t("field.onlyFindings")}
        description={t("field.onlyFindingsText")}
        checked={form.onlyFindings}
        onChange={(event) => set({ onlyFindings: event.currentTarget.checked })}
        data-testid="export-only-findings"
      />
    </Stack>
  );
}
