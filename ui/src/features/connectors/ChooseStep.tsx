/** The wizard's first step: which kind of source. */
import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { IconTransferIn } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ProviderDescriptor } from "../../ipc/bindings";
import classes from "./connectors.module.css";
import { PasteBox } from "./PasteBox";
import { PasteNotice } from "./PasteNotice";
import { ProviderIcon } from "./ProviderIcon";
import type { Pasting } from "./pasting";

interface Props {
  providers: ProviderDescriptor[];
  chosen: string;
  onChoose: (provider: ProviderDescriptor) => void;
  onNext: () => void;
  pasting: Pasting;
  onImport: () => void;
}

export function ChooseStep({ providers, chosen, onChoose, onNext, pasting, onImport }: Props) {
  const { t } = useTranslation("connectors");
  const choose = (id: string) => {
    const provider = providers.find((known) => known.id === id);
    if (provider !== undefined) {
      onChoose(provider);
    }
  };
  return (
    <Stack gap="lg">
      <Radio.Group value={chosen} onChange={choose} aria-label={t("wizard.step.choose")}>
        <div className={classes.providers}>
          {providers.map((provider) => (
            <Radio.Card
              key={provider.id}
              value={provider.id}
              className={classes.provider}
              data-testid={`provider-${provider.id}`}
              onDoubleClick={onNext}
            >
              <ProviderIcon svg={provider.icon_svg} size={32} />
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text fw={600}>{provider.title}</Text>
                <Text size="sm" c="dimmed">
                  {provider.summary}
                </Text>
              </div>
              <Radio.Indicator />
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <Stack gap="sm" maw={720}>
        <Text fw={600}>{t("wizard.shorter")}</Text>
        <PasteBox pasting={pasting} />
        <PasteNotice pasting={pasting} />
        <Group gap="sm" wrap="nowrap">
          <Button
            variant="default"
            leftSection={<IconTransferIn size={16} aria-hidden />}
            onClick={onImport}
            style={{ flex: "none" }}
            data-testid="import-from"
          >
            {t("import.open")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("import.hint")}
          </Text>
        </Group>
      </Stack>
    </Stack>
  );
}
