/** Short notes at the edge of the window: what was done, with a way to undo it, or what went wrong. */
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { asProblem } from "../ipc/client";
import { announce } from "./announce";
import { i18next } from "./words";

let made = 0;

interface Options {
  /** Takes the change back; the note then stays longer. */
  undo?: () => void | Promise<unknown>;
}

/** Says that something was done. */
export function toast(message: string, { undo }: Options = {}): void {
  made += 1;
  const id = `note-${made}`;
  announce(message);
  notifications.show({
    id,
    color: "tide",
    icon: <IconCheck size={16} aria-hidden />,
    autoClose: undo ? 12_000 : 5_000,
    closeButtonProps: { "aria-label": i18next.t("kit:close") },
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button
          variant="default"
          size="compact-sm"
          data-testid="undo"
          onClick={() => {
            notifications.hide(id);
            Promise.resolve(undo()).catch(toastProblem);
          }}
        >
          {i18next.t("kit:undo")}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
}

/** Says what went wrong and what to do; it stays until it is closed. */
export function toastProblem(thrown: unknown): void {
  const problem = asProblem(thrown);
  announce(`${problem.message} ${problem.remedy}`);
  notifications.show({
    color: "red",
    icon: <IconAlertTriangle size={16} aria-hidden />,
    autoClose: false,
    title: problem.message,
    message: problem.remedy,
    closeButtonProps: { "aria-label": i18next.t("kit:close") },
  });
}
