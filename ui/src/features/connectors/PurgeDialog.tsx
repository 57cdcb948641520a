/** Asks before a connector is removed for good, with the counts of what goes with it. */
import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../ipc/bindings";
import { ConfirmDialog } from "../../kit/ConfirmDialog";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { toast } from "../../kit/toast";
import { purgeConnector, usePurgeCounts } from "./queries";

interface Props {
  /** `undefined` while nothing is asked. */
  connector: Connector | undefined;
  onClose: () => void;
  onPurged?: (() => void) | undefined;
}

export function PurgeDialog({ connector, onClose, onPurged }: Props) {
  const { t } = useTranslation("connectors");
  const cache = useQueryClient();
  const counts = usePurgeCounts(connector?.id);
  const name = connector?.name ?? "";
  return (
    <ConfirmDialog
      opened={connector !== undefined && !counts.isPending}
      title={t("purge.title", { name })}
      confirmLabel={t("purge.confirm")}
      danger
      typeToConfirm={name}
      onClose={onClose}
      counts={
        counts.data === undefined
          ? []
          : [
              { label: t("purge.documents"), count: counts.data.documents },
              { label: t("purge.runs"), count: counts.data.runs },
              { label: t("purge.findings"), count: counts.data.findings },
              { label: t("purge.credentials"), count: counts.data.credential ? 1 : 0 },
            ]
      }
      onConfirm={async () => {
        if (connector === undefined) {
          return;
        }
        await purgeConnector(connector.id);
        await cache.invalidateQueries({ queryKey: ["connectors"] });
        toast(t("done.purged", { name }));
        onPurged?.();
      }}
    >
      <Stack gap="xs">
        <Text size="sm">{t("purge.text")}</Text>
        {counts.error !== null && <ProblemAlert problem={counts.error} />}
      </Stack>
    </ConfirmDialog>
  );
}
