/** Where everything lies on the disk, and which hosts were contacted. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconFolderOpen } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { bytes, count } from "../../kit/format";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toastProblem } from "../../kit/toast";
import { Facts, Part } from "./Part";
import { openDataFolder, useDiagnostics } from "./queries";
import classes from "./settings.module.css";

export function DataLocation() {
  const { t } = useTranslation("settings");
  const diagnostics = useDiagnostics();
  const open = () => void openDataFolder().catch(toastProblem);
  useActions([{ id: "settings.folder", label: t("data.open"), group: t("title"), run: open }]);

  return (
    <>
      <Part title={t("data.title")} text={t("data.text")} testId="settings-data">
        {diagnostics.data ? (
          <Stack gap="sm">
            <Facts
              rows={[
                [
                  t("data.folder"),
                  <code key="folder" className={classes.path} data-testid="data-dir">
                    {diagnostics.data.data_dir}
                  </code>,
                ],
                [t("data.size"), bytes(diagnostics.data.database_bytes)],
              ]}
            />
            <Group>
              <Button
                variant="default"
                leftSection={<IconFolderOpen size={16} aria-hidden />}
                onClick={open}
                data-testid="open-data-folder"
              >
                {t("data.open")}
              </Button>
            </Group>
          </Stack>
        ) : diagnostics.error ? (
          <ErrorState problem={diagnostics.error} onRetry={() => void diagnostics.refetch()} />
        ) : (
          <LoadingState />
        )}
      </Part>
      {diagnostics.data ? (
        <Part title={t("hosts.title")} text={t("hosts.text")} testId="settings-hosts">
          {diagnostics.data.hosts.length === 0 ? (
            <Text size="sm">{t("hosts.none")}</Text>
          ) : (
            <Facts
              rows={diagnostics.data.hosts.map(({ host, requests }) => [
                host,
                t("hosts.requests", { count: requests, shown: count(requests) }),
              ])}
            />
          )}
        </Part>
      ) : null}
    </>
  );
}
