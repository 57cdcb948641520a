/** Appearance, the tray, and how syncs work. */
import { Radio, SegmentedControl, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ColorScheme, OnClose, Settings } from "../../ipc/bindings";
import { Part } from "./Part";
import classes from "./settings.module.css";
import { WholeNumber } from "./WholeNumber";

interface Props {
  settings: Settings;
  onChange: (patch: Partial<Settings>) => void;
}

const schemes: readonly ColorScheme[] = ["system", "light", "dark"];

export function Behaviour({ settings, onChange }: Props) {
  const { t } = useTranslation("settings");
  return (
    <>
      <Part title={t("appearance.title")} testId="settings-appearance">
        <fieldset className={classes.fieldset}>
          <legend>{t("appearance.scheme")}</legend>
          <SegmentedControl
            aria-label={t("appearance.scheme")}
            value={settings.color_scheme}
            onChange={(value) => onChange({ color_scheme: value as ColorScheme })}
            data={schemes.map((value) => ({ value, label: t(`appearance.${value}`) }))}
            data-testid="color-scheme"
          />
        </fieldset>
      </Part>

      <Part title={t("background.title")} text={t("background.text")} testId="settings-background">
        <Stack gap="md">
          <Radio.Group
            label={t("background.onClose")}
            value={settings.on_close}
            onChange={(value) => onChange({ on_close: value as OnClose })}
          >
            <Stack gap={8} mt={6}>
              <Radio value="keep_running" label={t("background.keepRunning")} data-testid="on-close-keep" />
              <Radio value="quit" label={t("background.quit")} data-testid="on-close-quit" />
            </Stack>
          </Radio.Group>
          <Switch
            label={t("background.login")}
            description={t("background.loginText")}
            checked={settings.start_at_login}
            onChange={(event) => onChange({ start_at_login: event.currentTarget.checked })}
            data-testid="start-at-login"
          />
          <Switch
            label={t("background.notifications")}
            description={t("background.notificationsText")}
            checked={settings.notifications}
            onChange={(event) => onChange({ notifications: event.currentTarget.checked })}
            data-testid="notifications"
          />
        </Stack>
      </Part>

      <Part title={t("syncs.title")} testId="settings-syncs">
        <Stack gap="md">
          <WholeNumber
            label={t("syncs.concurrency")}
            description={t("syncs.concurrencyText")}
            value={settings.concurrency}
            min={1}
            max={64}
            onChange={(concurrency) => onChange({ concurrency })}
            testId="concurrency"
          />
          <WholeNumber
            label={t("syncs.confidence")}
            description={t("syncs.confidenceText")}
            value={settings.min_confidence_percent}
            min={0}
            max={100}
            suffix=" %"
            onChange={(min_confidence_percent) => onChange({ min_confidence_percent })}
            testId="min-confidence"
          />
        </Stack>
      </Part>
    </>
  );
}
