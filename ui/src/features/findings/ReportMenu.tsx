/** Writes a report of the findings that are shown: the person chooses the form and the folder. */
import { Button, Menu } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FindingFilter, ReportFormat } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { listPath } from "../../kit/NotExaminedDialog";
import { toast, toastProblem } from "../../kit/toast";
import { chooseFolder, exportFindings } from "./queries";

const FORMS: readonly ReportFormat[] = ["csv", "json", "sarif", "html"];

export function ReportMenu({ filter, disabled }: { filter: FindingFilter; disabled: boolean }) {
  const { t } = useTranslation("findings");
  const [busy, setBusy] = useState(false);

  async function write(format: ReportFormat) {
    setBusy(true);
    try {
      const folder = await chooseFolder();
      if (folder === null) return;
      const path = listPath(folder, new Date(), "findings", format);
      const { rows } = await exportFindings(filter, format, path);
      toast(t("report.written", { count: rows, shown: count(rows), path }));
    } catch (thrown) {
      toastProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconFileExport size={16} aria-hidden />}
          loading={busy}
          disabled={disabled}
          data-testid="report"
        >
          {t("report.open")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("report.note")}</Menu.Label>
        {FORMS.map((form) => (
          <Menu.Item key={form} onClick={() => void write(form)} data-testid={`report-${form}`}>
            {t(`report.${form}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
