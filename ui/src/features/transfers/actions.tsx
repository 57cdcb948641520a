/** What can be done with one transfer, for its buttons, its context menu, its keys and the palette. */
import {
  IconFolderOpen,
  IconListDetails,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Transfer } from "../../ipc/bindings";
import type { MenuAction } from "../../kit/ContextMenu";
import { toastProblem } from "../../kit/toast";
import { isOpen } from "./pace";
import { cancel, pause, resume, retry, showFolder } from "./queries";

/** A problem is said at the edge of the window; the next picture shows what happened. */
function doing(run: () => Promise<unknown>): () => void {
  return () => void run().catch(toastProblem);
}

export function useTransferActions(): (transfer: Transfer, open: () => void) => MenuAction[] {
  const { t } = useTranslation("transfers");
  return (transfer, open) => {
    const { id, status, failed } = transfer;
    const paused = status === "paused";
    return [
      { id: "items", label: t("action.items"), icon: IconListDetails, keys: "Enter", run: open },
      {
        id: "show",
        label: t(transfer.kind === "download" ? "action.showTarget" : "action.showSource"),
        icon: IconFolderOpen,
        keys: "o",
        refusal: transfer.folder === "" ? t("refusal.noFolder") : undefined,
        run: doing(() => showFolder(id)),
      },
      paused
        ? {
            id: "resume",
            label: t("action.resume"),
            icon: IconPlayerPlay,
            keys: "Space",
            startsGroup: true,
            run: doing(() => resume(id)),
          }
        : {
            id: "pause",
            label: t("action.pause"),
            icon: IconPlayerPause,
            keys: "Space",
            startsGroup: true,
            refusal: isOpen(transfer) ? undefined : t("refusal.over"),
            run: doing(() => pause(id)),
          },
      {
        id: "retry",
        label: t("action.retry"),
        icon: IconRefresh,
        keys: "r",
        refusal: failed === 0 ? t("refusal.noFailed") : isOpen(transfer) ? t("refusal.stillRunning") : undefined,
        run: doing(() => retry(id)),
      },
      {
        id: "cancel",
        label: t("action.cancel"),
        icon: IconX,
        keys: "Delete",
        danger: true,
        refusal: isOpen(transfer) ? undefined : t("refusal.over"),
        run: doing(() => cancel(id)),
      },
    ];
  };
}
