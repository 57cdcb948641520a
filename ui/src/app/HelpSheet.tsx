/** The sheet of keys, opened by `?`. */
import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KeyList } from "../kit/KeyList";

export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("app");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("help.title")}
      size="xl"
      closeButtonProps={{ "aria-label": t("close") }}
      data-testid="help"
    >
      <KeyList />
    </Modal>
  );
}
