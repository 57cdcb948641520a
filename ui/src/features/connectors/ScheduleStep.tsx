/** When and how a connector syncs, where it keeps copies, and the label it is grouped under. */
import { Autocomplete, Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopiesFields } from "./CopiesFields";
import type { ConnectorForm } from "./draft";
import { useCollections } from "./queries";
import { ScheduleFields } from "./ScheduleFields";

interface Props {
  form: ConnectorForm;
  set: (part: Partial<ConnectorForm>) => void;
  errorOf: (field: string) => string | undefined;
}

export function ScheduleStep({ form, set, errorOf }: Props) {
  const { t } = useTranslation("connectors");
  const collections = useCollections();
  return (
    <Stack gap="lg">
      <ScheduleFields
        value={form.schedule}
        timezone={form.timezone}
        onChange={(schedule) => set({ schedule })}
        onTimezone={(timezone) => set({ timezone })}
        errorOf={errorOf}
      />
      <Radio.Group
        label={t("import_mode.label")}
        value={form.importMode}
        onChange={(mode) => set({ importMode: mode === "new_only" ? "new_only" : "all" })}
        error={errorOf("import_mode")}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="all" label={t("import_mode.all")} description={t("import_mode.all_text")} />
          <Radio value="new_only" label={t("import_mode.new_only")} description={t("import_mode.new_only_text")} />
        </Stack>
      </Radio.Group>
      <CopiesFields value={form.copies} policy={form.policy} onChange={(copies) => set({ copies })} errorOf={errorOf} />
      <Autocomplete
        label={t("collection.label")}
        description={t("collection.description")}
        placeholder={t("collection.placeholder")}
        data={collections.data ?? []}
        value={form.collection}
        onChange={(collection) => set({ collection })}
        error={errorOf("collection")}
        maw={360}
        data-testid="connector-collection"
      />
    </Stack>
  );
}
