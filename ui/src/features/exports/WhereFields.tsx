/** Where the copies go: a folder of this machine, or a connector that may be written to. */
import { Autocomplete, Button, Checkbox, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconFolder } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ProviderDescriptor } from "../../ipc/bindings";
import { toastProblem } from "../../kit/toast";
import classes from "./exports.module.css";
import type { Fields } from "./fields";
import { chooseFolder } from "./queries";

export function WhereFields({
  form,
  set,
  errorAt,
  connectors,
  providers,
}: Fields & { providers: ProviderDescriptor[] }) {
  const { t } = useTranslation("exports");
  const targets = connectors.filter(({ scopes }) => scopes.includes("export"));
  const target = targets.find(({ id }) => id === form.target);
  const buckets = providers.find(({ id }) => id === target?.provider)?.capabilities.buckets ?? false;
  const mono = { input: { fontFamily: "var(--mantine-font-family-monospace)" } };
  const choose = () =>
    void chooseFolder()
      .then((folder) => folder !== null && set({ folder }))
      .catch(toastProblem);
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t("field.to")}
        value={form.to}
        onChange={(to) => set({ to: to === "connector" ? "connector" : "folder" })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="folder" label={t("to.folder")} data-testid="export-to-folder" />
          {form.to === "folder" ? (
            <div className={classes.inset}>
              <TextInput
                label={t("field.folder")}
                placeholder="/data/copies"
                value={form.folder}
                onChange={(event) => set({ folder: event.currentTarget.value })}
                error={errorAt("to")}
                autoComplete="off"
                spellCheck={false}
                className={classes.grow}
                styles={mono}
                data-testid="export-folder"
              />
              <Button
                variant="default"
                leftSection={<IconFolder size={16} aria-hidden />}
                onClick={choose}
                mt={24}
                data-testid="export-choose-folder"
              >
                {t("choose")}
              </Button>
            </div>
          ) : null}
          <Radio
            value="connector"
            label={t("to.connector")}
            description={t(targets.length === 0 ? "to.noConnector" : "to.connectorText")}
            disabled={targets.length === 0}
            data-testid="export-to-connector"
          />
          {form.to === "connector" ? (
            <>
              <div className={classes.inset}>
                <Select
                  label={t("field.target")}
                  data={targets.map(({ id, name }) => ({ value: id, label: name }))}
                  value={form.target}
                  onChange={(id) => set({ target: id, targetBucket: "", targetPrefix: "" })}
                  error={errorAt("target")}
                  allowDeselect={false}
                  w={220}
                  data-testid="export-target"
                />
                {buckets ? (
                  <Autocomplete
                    label={t("field.bucket")}
                    data={target?.buckets ?? []}
                    value={form.targetBucket}
                    onChange={(targetBucket) => set({ targetBucket })}
                    spellCheck={false}
                    w={200}
                    data-testid="export-target-bucket"
                  />
                ) : null}
                <TextInput
                  label={t("field.below")}
                  placeholder="redacted/"
                  value={form.targetPrefix}
                  onChange={(event) => set({ targetPrefix: event.currentTarget.value })}
                  error={errorAt("to")}
                  autoComplete="off"
                  spellCheck={false}
                  className={classes.grow}
                  styles={mono}
                  data-testid="export-target-prefix"
                />
              </div>
              {target === undefined ? null : (
                <Text size="sm" c="dimmed" className={classes.insetText}>
                  {target.export_base_path === null ? t("to.noBase") : t("to.base", { place: target.export_base_path })}
                </Text>
              )}
            </>
          ) : null}
        </Stack>
      </Radio.Group>
      <Checkbox
        label={t("field.replace")}
        description={t("field.replaceText")}
        checked={form.replace}
        onChange={(event) => set({ replace: event.currentTarget.checked })}
        data-testid="export-replace"
      />
    </Stack>
  );
}
