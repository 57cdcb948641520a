/** Downloading folders: how much it is, before it begins. A count that was stopped does not hinder it. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Selection } from "../../ipc/bindings";
import { bytes, count as shown } from "../../kit/format";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { CountFacts } from "./CountFacts";
import { useCounting } from "./counting";

interface Props {
  connectorId: string;
  selection: Selection;
  place: string;
  /** Asks for the folder and begins; false when no folder was chosen. */
  onStart: () => Promise<boolean>;
  onClose: () => void;
}

export function DownloadDialog({ connectorId, selection, place, onStart, onClose }: Props) {
  const { t } = useTranslation("browse");
  const counting = useCounting(connectorId, selection);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { count } = counting;
  const complete = count?.complete === true;

  async function start() {
    setBusy(true);
    setProblem(undefined);
    try {
      if (await onStart()) onClose();
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t("download.title", { place })}
      closeButtonProps={{ "aria-label": t("close") }}
      data-testid="download-dialog"
    >
      <Stack gap="sm">
        <CountFacts counting={counting} />
        <Text size="sm" c="dimmed">
          {t("download.text")}
        </Text>
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button
            onClick={() => void start()}
            loading={busy}
            disabled={counting.busy || (complete && count.objects === 0)}
            data-autofocus
            data-testid="download-start"
          >
            {complete
              ? t("download.start", { count: count.objects, shown: shown(count.objects), size: bytes(count.bytes) })
              : t("download.startAnyway")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
