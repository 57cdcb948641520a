/** How the app behaves on this machine, where its data lies, and what it says of itself. */

import { useTranslation } from "react-i18next";
import { KeyList } from "../../kit/KeyList";
import { PageHeader } from "../../kit/PageHeader";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { About } from "./About";
import { Behaviour } from "./Behaviour";
import { DataLocation } from "./DataLocation";
import { Hosts } from "./Hosts";
import { Part } from "./Part";
import { useChangeSettings, useSettings } from "./queries";
import classes from "./settings.module.css";
import { Vault } from "./Vault";

export function SettingsPage() {
  const { t } = useTranslation("settings");
  const settings = useSettings();
  const change = useChangeSettings();

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {change.error ? <ProblemAlert problem={change.error} onClose={() => change.reset()} /> : null}
      <div className={classes.parts}>
        {settings.data ? (
          <Behaviour settings={settings.data} onChange={(patch) => change.mutate({ ...settings.data, ...patch })} />
        ) : settings.error ? (
          <ErrorState problem={settings.error} onRetry={() => void settings.refetch()} />
        ) : (
          <LoadingState />
        )}
        <Vault />
        <DataLocation />
        <Hosts />
        <About />
        <Part title={t("keys.title")} text={t("keys.text")} testId="settings-keys">
          <KeyList />
        </Part>
      </div>
    </>
  );
}
