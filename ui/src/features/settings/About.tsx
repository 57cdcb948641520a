/** Versions and states of the parts, ready to be copied into a report. */
import { Button, Group, Stack } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Diagnostics } from "../../ipc/bindings";
import { useActions } from "../../kit/shortcuts";
import { toast, toastProblem } from "../../kit/toast";
import { Facts, Part } from "./Part";
import { useDiagnostics } from "./queries";

/** The diagnostics as lines of text. They hold no name of an object and no credential. */
export function asText(diagnostics: Diagnostics): string {
  const { vault, hosts, ...rest } = diagnostics;
  const lines = Object.entries(rest).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : (value ?? "unknown")}`,
  );
  return [
    "Tidegate diagnostics",
    ...lines,
    `vault: ${vault.backend}, ${vault.unlocked ? "unlocked" : "locked"}`,
    `hosts: ${hosts.map(({ host, requests }) => `${host} (${requests})`).join(", ") || "none"}`,
    "",
  ].join("\n");
}

export function About() {
  const { t } = useTranslation("settings");
  const { data } = useDiagnostics();

  async function copy() {
    if (!data) return;
    try {
      await navigator.clipboard.writeText(asText(data));
      toast(t("about.copied"));
    } catch {
      toastProblem({ class: "internal", message: t("about.notCopied"), remedy: t("about.notCopiedRemedy") });
    }
  }
  useActions([
    {
      id: "settings.copy",
      label: t("about.copy"),
      group: t("title"),
      enabled: data !== undefined,
      run: () => void copy(),
    },
  ]);

  if (!data) return null;
  return (
    <Part title={t("about.title")} testId="settings-about">
      <Stack gap="sm">
        <Facts
          rows={[
            [t("about.version"), data.version],
            [t("about.system"), data.os],
            [t("about.webview"), data.webview_version ?? t("about.unknown")],
            [
              t("about.database"),
              t("about.databaseText", {
                sqlite: data.sqlite_version,
                schema: data.schema_version,
                integrity: data.integrity,
              }),
            ],
            [t("about.detectors"), String(data.detectors)],
            [t("about.providers"), data.providers.join(", ")],
            [t("about.formats"), data.formats.join(", ")],
          ]}
        />
        <Group>
          <Button
            variant="default"
            leftSection={<IconCopy size={16} aria-hidden />}
            onClick={() => void copy()}
            data-testid="copy-diagnostics"
          >
            {t("about.copy")}
          </Button>
        </Group>
      </Stack>
    </Part>
  );
}
