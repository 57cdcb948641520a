/** What can be done with the chosen rows: one list for the toolbar, the context menu, the palette and the keys. */
import {
  IconArrowsDiff,
  IconCopy,
  IconDownload,
  IconEye,
  IconFileExport,
  IconFolderOpen,
  IconInfoCircle,
  IconLink,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capabilities, Connector, Node, ObjectRef, Selection } from "../../ipc/bindings";
import type { MenuAction } from "../../kit/ContextMenu";
import { count } from "../../kit/format";
import { toast, toastProblem } from "../../kit/toast";
import { refusalOf, type What } from "./allowed";
import type { Chosen } from "./chosen";
import { DeleteDialog } from "./DeleteDialog";
import { DownloadDialog } from "./DownloadDialog";
import { useDenials } from "./denials";
import { pathText, showKey } from "./keys";
import { LinkDialog } from "./LinkDialog";
import { keyOf } from "./order";
import { asProblem, chooseFiles, chooseFolder, documentsOf, download, objectProperties, upload } from "./queries";

/** Rows whose keys fit into a clipboard without holding up the window. */
const COPY_MOST = 50_000;

interface Options {
  connector: Connector | undefined;
  capabilities: Capabilities | undefined;
  bucket: string;
  prefix: string;
  amongBuckets: boolean;
  chosen: Chosen;
  onOpen: (node: Node) => void;
  onPreview: (object: ObjectRef) => void;
  onProperties: (object: ObjectRef) => void;
  /** After something was deleted or a dialog closed: the list is looked at again and takes the focus. */
  onDone: (changed: boolean) => void;
}

type Dialog =
  | { kind: "delete" | "download"; selection: Selection; place: string }
  | { kind: "link"; object: ObjectRef };

export interface BrowseActions {
  actions: MenuAction[];
  /** The dialog that is open, to be drawn. */
  dialog: ReactNode;
  /** Why nothing can be uploaded to a place. */
  uploadRefusal: (place: { bucket: string; prefix: string }) => string | undefined;
  /** Uploads into the place that is shown, or into a folder of it. */
  send: (paths: string[], bucket: string, prefix: string) => void;
}

export function useBrowseActions(options: Options): BrowseActions {
  const { t } = useTranslation("browse");
  const navigate = useNavigate();
  const { connector, capabilities, bucket, prefix, amongBuckets, chosen } = options;
  const connectorId = connector?.id ?? "";
  const denied = useDenials(connectorId, chosen.selection?.bucket ?? bucket);
  const [dialog, setDialog] = useState<Dialog>();

  const situation = { chosen, connector, capabilities, amongBuckets, here: { bucket, prefix }, denied };
  const refusal = (what: What) => refusalOf(t, what, situation);

  function placeOf(selection: Selection): string {
    const { single } = chosen;
    if (single !== undefined) return pathText(single.kind === "bucket" ? "" : selection.bucket, keyOf(single));
    const level = pathText(selection.bucket, prefix);
    return level === "" ? (connector?.name ?? "") : level;
  }

  async function begin(selection: Selection): Promise<boolean> {
    const folder = await chooseFolder();
    if (folder === null) return false;
    await download(connectorId, selection, folder);
    toast(t("download.begun", { folder }));
    return true;
  }

  function fetchIt() {
    const { selection } = chosen;
    if (selection === undefined) return;
    // Only folders hide how much there is.
    if (selection.prefixes.length > 0) setDialog({ kind: "download", selection, place: placeOf(selection) });
    else begin(selection).catch(toastProblem);
  }

  /** Redacted copies of what is chosen, or of the place that is shown. */
  async function redact() {
    const { selection } = chosen;
    const [folder] = selection?.prefixes ?? [];
    if (selection === undefined || folder !== undefined) {
      const place = selection === undefined ? { bucket, prefix } : { bucket: selection.bucket, prefix: folder ?? "" };
      await navigate({
        to: "/exports/new",
        search: {
          connector: connectorId,
          ...(place.bucket === "" ? {} : { bucket: place.bucket }),
          ...(place.prefix === "" ? {} : { prefix: place.prefix }),
        },
      });
      return;
    }
    const { documents, unknown } = await documentsOf(connectorId, selection.bucket, selection.objects);
    if (documents.length === 0) {
      const count = selection.objects.length;
      toastProblem({
        class: "not_found",
        message: t("redact.unknown", { count }),
        remedy: t("redact.unknownRemedy", { count }),
      });
      return;
    }
    await navigate({
      to: "/exports/new",
      search: { connector: connectorId, documents, ...(unknown === 0 ? {} : { unknown }) },
    });
  }

  function send(paths: string[], toBucket: string, toPrefix: string) {
    if (paths.length === 0) return;
    upload(connectorId, toBucket, toPrefix, paths)
      .then(() => {
        const place = pathText(toBucket, toPrefix);
        toast(t("upload.begun", { count: paths.length, shown: count(paths.length), place: place || connector?.name }));
      })
      .catch(toastProblem);
  }

  function copy(text: string, said: string) {
    navigator.clipboard
      .writeText(text)
      .then(() => toast(said))
      .catch(toastProblem);
  }

  function copyKeys() {
    if (chosen.nodes.length > COPY_MOST) {
      toastProblem(asProblem(t("copy.tooMany", { shown: count(COPY_MOST) })));
      return;
    }
    const keys = chosen.nodes.map((node) => showKey(keyOf(node)));
    copy(keys.join("\n"), t("copy.keys", { count: keys.length, shown: count(keys.length) }));
  }

  const { file, single } = chosen;
  const actions: MenuAction[] = [
    {
      id: "open",
      label: t("action.open"),
      icon: IconFolderOpen,
      keys: "Enter",
      refusal: refusal("open"),
      run: () => single && options.onOpen(single),
    },
    {
      id: "preview",
      label: t("action.preview"),
      icon: IconEye,
      keys: "Space",
      refusal: refusal("preview"),
      run: () => file && options.onPreview(file.object),
    },
    {
      id: "download",
      label: t("action.download"),
      icon: IconDownload,
      keys: "mod+d",
      startsGroup: true,
      refusal: refusal("download"),
      run: fetchIt,
    },
    {
      id: "upload",
      label: t("action.upload"),
      icon: IconUpload,
      keys: "mod+u",
      refusal: refusal("upload"),
      run: () =>
        void chooseFiles()
          .then((paths) => send(paths, bucket, prefix))
          .catch(toastProblem),
    },
    {
      id: "redact",
      label: t("action.redact"),
      icon: IconFileExport,
      keys: "mod+e",
      refusal: refusal("redact"),
      run: () => void redact().catch(toastProblem),
    },
    {
      id: "redactPreview",
      label: t("action.redactPreview"),
      icon: IconArrowsDiff,
      keys: "mod+shift+e",
      refusal: refusal("preview"),
      run: () =>
        file &&
        void navigate({
          to: "/exports/preview",
          search: { connector: connectorId, bucket: file.object.bucket, key: file.object.key },
        }),
    },
    {
      id: "copyKey",
      label: t("action.copyKey"),
      icon: IconCopy,
      keys: "mod+c",
      startsGroup: true,
      refusal: refusal("copyKey"),
      run: copyKeys,
    },
    {
      id: "copyUri",
      label: t("action.copyUri"),
      icon: IconCopy,
      keys: "mod+shift+c",
      refusal: refusal("copyUri"),
      run: () => {
        if (file === undefined) return;
        objectProperties(connectorId, file.object)
          .then(({ uri }) => copy(showKey(uri), t("copy.uri")))
          .catch(toastProblem);
      },
    },
    {
      id: "link",
      label: t("action.link"),
      icon: IconLink,
      keys: "mod+shift+l",
      refusal: refusal("link"),
      run: () => file && setDialog({ kind: "link", object: file.object }),
    },
    {
      id: "properties",
      label: t("action.properties"),
      icon: IconInfoCircle,
      keys: "alt+Enter",
      startsGroup: true,
      refusal: refusal("properties"),
      run: () => file && options.onProperties(file.object),
    },
    {
      id: "delete",
      label: t("action.delete"),
      icon: IconTrash,
      keys: "Delete",
      danger: true,
      startsGroup: true,
      refusal: refusal("delete"),
      run: () => {
        const { selection } = chosen;
        if (selection !== undefined) setDialog({ kind: "delete", selection, place: placeOf(selection) });
      },
    },
  ];

  const close = (changed: boolean) => {
    setDialog(undefined);
    options.onDone(changed);
  };
  return {
    actions,
    uploadRefusal: (here) =>
      refusalOf(t, "upload", {
        ...situation,
        here,
        amongBuckets: capabilities?.buckets === true && here.bucket === "",
      }),
    send,
    dialog:
      dialog === undefined ? null : dialog.kind === "link" ? (
        <LinkDialog connectorId={connectorId} object={dialog.object} onClose={() => close(false)} />
      ) : dialog.kind === "delete" ? (
        <DeleteDialog
          connectorId={connectorId}
          selection={dialog.selection}
          place={dialog.place}
          onClose={(changed) => close(changed)}
        />
      ) : (
        <DownloadDialog
          connectorId={connectorId}
          selection={dialog.selection}
          place={dialog.place}
          onStart={() => begin(dialog.selection)}
          onClose={() => close(false)}
        />
      ),
  };
}
