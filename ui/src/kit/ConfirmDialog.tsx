/** Asks before something that is hard to take back, and says what it would touch. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { count as formatCount } from "./format";
import { ProblemAlert } from "./ProblemAlert";

interface Props {
  opened: boolean;
  title: string;
  /** What will happen, in a sentence or two. */
  children?: ReactNode;
  /** What would be touched, such as `{ label: "Findings", count: 312 }`. */
  counts?: { label: string; count: number }[];
  confirmLabel: string;
  danger?: boolean;
  /** Text that must be typed first, such as the connector's name. */
  typeToConfirm?: string;
  onConfirm: () => void | Promise<unknown>;
  onClose: () => void;
}

export function ConfirmDialog(props: Props) {
  const { opened, title, children, counts, confirmLabel, danger = false, typeToConfirm, onConfirm, onClose } = props;
  const { t } = useTranslation("kit");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [typed, setTyped] = useState("");

  useEffect(() => {
    if (!opened) return;
    setBusy(false);
    setProblem(undefined);
    setTyped("");
  }, [opened]);

  async function confirm() {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("close") }}
      data-testid="confirm-dialog"
    >
      <Stack gap="sm">
        {children ? (
          <Text component="div" size="sm">
            {children}
          </Text>
        ) : null}
        {counts && counts.length > 0 ? (
          <dl style={{ margin: 0, display: "grid", gridTemplateColumns: "1fr auto", rowGap: 4 }}>
            {counts.map(({ label, count }) => (
              <div key={label} style={{ display: "contents" }}>
                <Text component="dt" size="sm" c="dimmed">
                  {label}
                </Text>
                <Text component="dd" size="sm" fw={600} m={0} ta="right">
                  {formatCount(count)}
                </Text>
              </div>
            ))}
          </dl>
        ) : null}
        {typeToConfirm ? (
          <TextInput
            label={t("typeToConfirm", { text: typeToConfirm })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-testid="confirm-text"
          />
        ) : null}
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-testid="confirm-cancel">
            {t("cancel")}
          </Button>
          <Button
            {...(danger ? { color: "red" } : {})}
            loading={busy}
            disabled={typeToConfirm !== undefined && typed !== typeToConfirm}
            onClick={() => void confirm()}
            data-testid="confirm-yes"
            data-autofocus={danger ? undefined : true}
          >
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
