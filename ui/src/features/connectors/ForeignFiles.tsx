/** The files of other tools that were looked at, and what became of each. */
import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ForeignFile } from "../../ipc/bindings";
import classes from "./connectors.module.css";
import { Section } from "./Section";

export function ForeignFiles({ files }: { files: ForeignFile[] }) {
  const { t } = useTranslation("connectors");
  if (files.length === 0) {
    return null;
  }
  // Problems first: they are why something may be missing above.
  const ordered = [...files].sort((a, b) => Number(b.problem !== null) - Number(a.problem !== null));
  return (
    <Section title={t("import.files")}>
      <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: "none" }} data-testid="foreign-files">
        {ordered.map((file) => (
          <li key={`${file.tool} ${file.path}`}>
            <Text size="sm" className={classes.oneLine} title={file.path}>
              {file.path}{" "}
              <Text span size="xs" c="dimmed">
                {file.tool} ·{" "}
                {file.problem !== null
                  ? t("import.file_problem")
                  : t(file.found ? "import.file_read" : "import.file_missing")}
              </Text>
            </Text>
            {file.problem !== null && (
              <Text size="sm" className={classes.refusedReason}>
                {file.problem}
              </Text>
            )}
          </li>
        ))}
      </Stack>
    </Section>
  );
}
