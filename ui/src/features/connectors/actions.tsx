/**
 * Everything that can be done with a connector, once: for its menu, its context menu, its page and the
 * keys. What cannot be done now says why. It draws no list.
 */
import { Text } from "@mantine/core";
import {
  IconEdit,
  IconFileExport,
  IconFolderSearch,
  IconKey,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconPlugOff,
  IconRefresh,
  IconRestore,
  IconTrash,
  IconTrashX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../ipc/bindings";
import { ConfirmDialog } from "../../kit/ConfirmDialog";
import { toast, toastProblem } from "../../kit/toast";
import { PurgeDialog } from "./PurgeDialog";
import {
  deleteConnector,
  disconnectConnector,
  freshId,
  pauseConnector,
  restoreConnector,
  resumeConnector,
  startSync,
} from "./queries";

export type ActionId =
  | "sync"
  | "browse"
  | "redact"
  | "reconnect"
  | "edit"
  | "test"
  | "pause"
  | "resume"
  | "disconnect"
  | "delete"
  | "restore"
  | "purge";

export interface Action {
  id: ActionId;
  label: string;
  icon: TablerIcon;
  danger: boolean;
  /** Why it cannot be done now; `undefined` when it can. */
  refusal: string | undefined;
  run: () => void;
}

const ICONS: Record<ActionId, TablerIcon> = {
  sync: IconRefresh,
  browse: IconFolderSearch,
  redact: IconFileExport,
  reconnect: IconKey,
  edit: IconEdit,
  test: IconPlugConnected,
  pause: IconPlayerPause,
  resume: IconPlayerPlay,
  disconnect: IconPlugOff,
  delete: IconTrash,
  restore: IconRestore,
  purge: IconTrashX,
};

/** Whether it waits for a credential that works. */
export function needsReconnecting(connector: Pick<Connector, "status">): boolean {
  return connector.status === "needs_reauth" || connector.status === "disconnected";
}

/** The ids that apply to a connector in its state, in the order of its menu. */
export function actionIds(connector: Pick<Connector, "deleted_at" | "active" | "status">): ActionId[] {
  if (connector.deleted_at !== null) {
    return ["restore", "purge"];
  }
  return [
    // What has to be done first stands first.
    ...(needsReconnecting(connector) ? (["reconnect"] as const) : []),
    "sync",
    "browse",
    "redact",
    "edit",
    "test",
    connector.active ? "pause" : "resume",
    "disconnect",
    "delete",
  ];
}

type Refusal = "no_credential" | "nothing_to_forget" | undefined;

/** Why an action cannot be done with a connector in its state. */
export function refusalOf(id: ActionId, connector: Pick<Connector, "status" | "has_credential">): Refusal {
  if (connector.status === "disconnected" && (id === "sync" || id === "browse" || id === "redact")) {
    return "no_credential";
  }
  return id === "disconnect" && connector.status === "disconnected" ? "nothing_to_forget" : undefined;
}

export interface ConnectorActions {
  of: (connector: Connector) => Action[];
  run: (id: ActionId, connector: Connector) => void;
  /** Put once into the page. */
  dialogs: ReactNode;
}

export function useConnectorActions(onGone?: () => void): ConnectorActions {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [asked, setAsked] = useState<{ id: "disconnect" | "purge"; connector: Connector }>();
  const close = useCallback(() => setAsked(undefined), []);

  const run = useCallback(
    (id: ActionId, connector: Connector) => {
      const { name } = connector;
      const params = { id: connector.id };
      const stale = () => cache.invalidateQueries({ queryKey: ["connectors"] });
      const act = (work: () => Promise<unknown>) => void work().then(stale).catch(toastProblem);
      switch (id) {
        case "sync":
          return act(async () => {
            const started = await startSync(connector.id, freshId());
            await navigate({ to: "/runs/$id", params: { id: started.id } });
          });
        case "browse":
          return void navigate({ to: "/browse", search: { connector: connector.id } });
        case "redact":
          return void navigate({ to: "/exports/new", search: { connector: connector.id } });
        case "edit":
          return void navigate({ to: "/connectors/$id/edit", params });
        case "reconnect":
          return void navigate({ to: "/connectors/$id/edit", params, search: { reconnect: true } });
        case "test":
          return void navigate({ to: "/connectors/$id", params, search: { test: true } });
        case "pause":
          return act(async () => {
            await pauseConnector(connector.id);
            toast(t("done.paused", { name }), { undo: () => resumeConnector(connector.id).then(stale) });
          });
        case "resume":
          return act(async () => {
            await resumeConnector(connector.id);
            toast(t("done.resumed", { name }), { undo: () => pauseConnector(connector.id).then(stale) });
          });
        case "delete":
          return act(async () => {
            await deleteConnector(connector.id);
            toast(t("done.deleted", { name }), { undo: () => restoreConnector(connector.id).then(stale) });
            onGone?.();
          });
        case "restore":
          return act(async () => {
            await restoreConnector(connector.id);
            toast(t("done.restored", { name }));
          });
        case "disconnect":
        case "purge":
          return setAsked({ id, connector });
      }
    },
    [cache, navigate, onGone, t],
  );

  const of = useCallback(
    (connector: Connector) =>
      actionIds(connector).map((id): Action => {
        const refusal = refusalOf(id, connector);
        return {
          id,
          label: t(`action.${id}`),
          icon: ICONS[id],
          danger: id === "delete" || id === "purge" || id === "disconnect",
          refusal: refusal === undefined ? undefined : t(`refusal.${refusal}`),
          run: () => run(id, connector),
        };
      }),
    [run, t],
  );

  const name = asked?.connector.name ?? "";
  const dialogs = (
    <>
      <ConfirmDialog
        opened={asked?.id === "disconnect"}
        title={t("disconnect.title", { name })}
        confirmLabel={t("action.disconnect")}
        danger
        onClose={close}
        onConfirm={async () => {
          if (asked === undefined) {
            return;
          }
          await disconnectConnector(asked.connector.id);
          await cache.invalidateQueries({ queryKey: ["connectors"] });
          toast(t("done.disconnected", { name }));
        }}
      >
        <Text size="sm">{t("disconnect.text")}</Text>
      </ConfirmDialog>
      <PurgeDialog connector={asked?.id === "purge" ? asked.connector : undefined} onClose={close} onPurged={onGone} />
    </>
  );

  return { of, run, dialogs };
}
