/** How an export says its state, its place and what became of an object. */
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconExclamationCircle,
  IconMinus,
  IconProgress,
  IconX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CopyState, ExportStatus } from "../../ipc/bindings";
import { type Tone, ToneBadge } from "../../kit/badges";

const statuses: Record<ExportStatus, [Tone, TablerIcon]> = {
  running: ["info", IconProgress],
  completed: ["good", IconCheck],
  completed_with_errors: ["medium", IconAlertTriangle],
  cancelled: ["neutral", IconBan],
  interrupted: ["high", IconExclamationCircle],
};

export function ExportBadge({ status }: { status: ExportStatus }) {
  const { t } = useTranslation("exports");
  const [tone, icon] = statuses[status];
  return (
    <span data-testid="export-status" data-status={status}>
      <ToneBadge tone={tone} icon={icon}>
        {t(`status.${status}`)}
      </ToneBadge>
    </span>
  );
}

const states: Record<CopyState, [Tone, TablerIcon]> = {
  verified: ["good", IconCheck],
  unchanged: ["neutral", IconMinus],
  refused: ["high", IconBan],
  failed: ["critical", IconX],
};

export function CopyBadge({ state }: { state: CopyState }) {
  const { t } = useTranslation("exports");
  const [tone, icon] = states[state];
  return (
    <ToneBadge tone={tone} icon={icon}>
      {t(`state.${state}`)}
    </ToneBadge>
  );
}

/** The file beside the copies that says what each is. */
export function manifestName(exportId: string): string {
  return `tidegate-manifest-${exportId}.json`;
}
