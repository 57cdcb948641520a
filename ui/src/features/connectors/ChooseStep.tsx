/** The wizard's first step: which kind of source. */
import { Radio, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProviderDescriptor } from "../../ipc/bindings";
import classes from "./connectors.module.css";
import { ProviderIcon } from "./ProviderIcon";

interface Props {
  providers: ProviderDescriptor[];
  chosen: string;
  onChoose: (provider: ProviderDescriptor) => void;
  onNext: () => void;
}

export function ChooseStep({ providers, chosen, onChoose, onNext }: Props) {
  const { t } = useTranslation("connectors");
  const choose = (id: string) => {
    const provider = providers.find((known) => known.id === id);
    if (provider !== undefined) {
      onChoose(provider);
    }
  };
  return (
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
  );
}
