/** Says that a long text is filled in without showing it: its name or its size, and ways to look or start anew. */
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconEye, IconFileCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { bytes } from "./format";
import classes from "./kit.module.css";

interface Props {
  testId: string;
  /** A file's name; without one the text was pasted or typed. */
  name?: string | undefined;
  text: string;
  onShow?: () => void;
  onClear: () => void;
}

export function FilledText({ testId, name, text, onShow, onClear }: Props) {
  const { t } = useTranslation("kit");
  const size = bytes(new TextEncoder().encode(text).length);
  return (
    <Group gap="xs" wrap="nowrap" className={classes.filledText} data-testid={`${testId}-filled`}>
      <IconFileCheck size={16} aria-hidden />
      <Text size="sm" style={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>
        {name === undefined ? t("form.filledText", { size }) : t("form.filledFile", { name, size })}
      </Text>
      {onShow ? (
        <ActionIcon variant="subtle" color="gray" aria-label={t("form.show")} title={t("form.show")} onClick={onShow}>
          <IconEye size={16} aria-hidden />
        </ActionIcon>
      ) : null}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("form.clear")}
        title={t("form.clear")}
        onClick={onClear}
        data-testid={`${testId}-clear`}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
