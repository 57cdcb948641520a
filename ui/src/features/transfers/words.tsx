/** Transfers and their items in words and signs. */
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconClock,
  IconHelp,
  IconMinus,
  IconPlayerPause,
  IconProgress,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Transfer, TransferItemState, TransferStatus } from "../../ipc/bindings";
import { type Tone, ToneBadge } from "../../kit/badges";
import { plainKey } from "../../kit/KeyText";

/** `bucket/prefix` of the source's side, or the connector's name where that is its top. */
export function sourceText({ bucket, prefix, connector_name }: Transfer): string {
  const place = [bucket, prefix].filter((part) => part !== "").join("/");
  return place === "" ? connector_name : `${connector_name}: ${plainKey(place)}`;
}

/** From where to where. */
export function ends(transfer: Transfer): { from: string; to: string } {
  const source = sourceText(transfer);
  const folder = plainKey(transfer.folder);
  return transfer.kind === "upload" ? { from: folder, to: source } : { from: source, to: folder };
}

const statuses: Record<TransferStatus, [Tone, TablerIcon]> = {
  counting: ["info", IconProgress],
  running: ["info", IconProgress],
  paused: ["medium", IconPlayerPause],
  needs_answer: ["high", IconHelp],
  completed: ["good", IconCheck],
  completed_with_errors: ["high", IconAlertTriangle],
  cancelled: ["neutral", IconBan],
};

export function TransferStatusBadge({ status }: { status: TransferStatus }) {
  const { t } = useTranslation("transfers");
  const [tone, icon] = statuses[status];
  return (
    <ToneBadge tone={tone} icon={icon}>
      {t(`status.${status}`)}
    </ToneBadge>
  );
}

const states: Record<TransferItemState, [Tone, TablerIcon]> = {
  waiting: ["neutral", IconClock],
  running: ["info", IconProgress],
  conflict: ["high", IconHelp],
  done: ["good", IconCheck],
  skipped: ["neutral", IconMinus],
  failed: ["critical", IconAlertTriangle],
};

export function ItemStateBadge({ state }: { state: TransferItemState }) {
  const { t } = useTranslation("transfers");
  const [tone, icon] = states[state];
  return (
    <ToneBadge tone={tone} icon={icon}>
      {t(`state.${state}`)}
    </ToneBadge>
  );
}
