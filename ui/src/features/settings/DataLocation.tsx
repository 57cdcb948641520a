/** Where everything lies on the disk. */
import { Button, Group, Stack } from "@mantine/core";
import { IconFolderOpen } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { bytes } from "../../kit/format";
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
  );
}
