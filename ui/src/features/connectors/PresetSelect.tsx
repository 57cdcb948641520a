/** A select of known services that fills several settings at once, and what is particular to the chosen one. */
import { Select, Text } from "@mantine/core";
import { useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProviderDescriptor } from "../../ipc/bindings";
import { firstBlank, presetOf, withPreset } from "./presets";
import type { Values } from "./schema";

interface Props {
  provider: ProviderDescriptor;
  config: Values;
  onChange: (config: Values) => void;
}

export function PresetSelect({ provider, config, onChange }: Props) {
  const { t } = useTranslation("connectors");
  const [toComplete, setToComplete] = useState<{ field: string; blank: string }>();
  // The part that the person has to write is selected, so that typing replaces it.
  useLayoutEffect(() => {
    if (toComplete === undefined) {
      return;
    }
    const input = document.querySelector<HTMLInputElement>(`input[data-field="${CSS.escape(toComplete.field)}"]`);
    const start = input?.value.indexOf(toComplete.blank) ?? -1;
    if (input && start >= 0) {
      input.focus();
      input.setSelectionRange(start, start + toComplete.blank.length);
    }
  }, [toComplete]);
  const chosen = presetOf(provider, config);
  return (
    <Select
      label={t("preset.label")}
      description={chosen?.hint || t("preset.description")}
      placeholder={t("preset.none")}
      data={provider.presets.map((preset) => ({ value: preset.id, label: preset.title }))}
      value={chosen?.id ?? null}
      searchable={provider.presets.length > 8}
      clearable
      clearButtonProps={{ "aria-label": t("preset.clear") }}
      allowDeselect
      maxDropdownHeight={320}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {provider.presets.find((preset) => preset.id === option.value)?.hint}
          </Text>
        </div>
      )}
      onChange={(id) => {
        const preset = provider.presets.find((known) => known.id === id);
        onChange(withPreset(provider, config, preset));
        setToComplete(preset === undefined ? undefined : firstBlank(preset));
      }}
      data-testid="preset"
    />
  );
}
