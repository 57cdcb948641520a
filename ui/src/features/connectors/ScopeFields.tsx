/** The scope's inputs: one entry per line, exact where a key must be exact. It counts nothing itself. */
import { Grid, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type ScopeText, SIZE_UNITS, type SizeUnit } from "./scopeText";

interface Props {
  value: ScopeText;
  onChange: (value: ScopeText) => void;
  /** Sources without buckets have no such input. */
  buckets: boolean;
  errorOf: (field: string) => string | undefined;
}

export function ScopeFields({ value, onChange, buckets, errorOf }: Props) {
  const { t } = useTranslation("connectors");
  const set = (part: Partial<ScopeText>) => onChange({ ...value, ...part });

  const area = (name: "buckets" | "prefixes" | "patterns" | "exclude", field: string, rows = 2) => (
    <Textarea
      label={t(`scope.${name}.label`)}
      description={t(`scope.${name}.description`)}
      placeholder={t(`scope.${name}.placeholder`)}
      value={value[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      error={errorOf(field)}
      autosize
      minRows={rows}
      maxRows={8}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      data-testid={`scope-${name}`}
    />
  );

  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("scope.everything_hint")}
      </Text>
      {buckets && area("buckets", "buckets")}
      {area("prefixes", "prefixes")}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 6 }}>{area("patterns", "patterns")}</Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>{area("exclude", "exclude")}</Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <TextInput
            label={t("scope.file_types.label")}
            description={t("scope.file_types.description")}
            placeholder={t("scope.file_types.placeholder")}
            value={value.fileTypes}
            onChange={(event) => set({ fileTypes: event.currentTarget.value })}
            error={errorOf("file_types")}
            spellCheck={false}
            data-testid="scope-file-types"
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              label={t("scope.max_size.label")}
              description={t("scope.max_size.description")}
              placeholder={t("scope.max_size.placeholder")}
              inputMode="decimal"
              value={value.maxSize}
              onChange={(event) => set({ maxSize: event.currentTarget.value })}
              error={errorOf("max_object_size")}
              data-testid="scope-max-size"
            />
            <Select
              w={84}
              aria-label={t("scope.max_size.unit")}
              data={[...SIZE_UNITS]}
              value={value.maxUnit}
              onChange={(unit) => set({ maxUnit: (unit ?? "MB") as SizeUnit })}
            />
          </Group>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
