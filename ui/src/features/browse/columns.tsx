/** The columns of a level: names with their signs, sizes, dates, and how sensitive each row is. */
import { IconDatabase, IconFile, IconFileOff, IconFolder } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Node } from "../../ipc/bindings";
import { bytes, dateTime } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import type { Column } from "../../kit/VirtualTable";
import classes from "./browse.module.css";
import { Exposed } from "./Exposed";
import { labelOf } from "./order";
import { Sensitive } from "./Sensitive";

function Icon({ node }: { node: Node }) {
  if (node.kind === "bucket") return <IconDatabase size={16} className={classes.folderIcon} aria-hidden />;
  if (node.kind === "prefix") return <IconFolder size={16} className={classes.folderIcon} aria-hidden />;
  if (node.unreadable !== null) return <IconFileOff size={16} className={classes.fileIcon} aria-hidden />;
  return <IconFile size={16} className={classes.fileIcon} aria-hidden />;
}

interface Options {
  connectorId: string;
  bucket: string;
  /** Names are shown below it; null shows the last part alone. */
  base: string | null;
  /** The source can be told who reaches what. */
  exposes: boolean;
  /** A panel takes part of the room. */
  narrow: boolean;
}

export function useColumns({ connectorId, bucket, base, exposes, narrow }: Options): Column<Node>[] {
  const { t } = useTranslation("browse");
  return useMemo(() => {
    const columns: Column<Node>[] = [
      {
        id: "name",
        header: t("column.name"),
        grow: 3,
        minWidth: 140,
        sortable: true,
        cell: (node, index) => (
          <span className={classes.name} data-testid={`browse-row-${index}`} data-kind={node.kind}>
            <Icon node={node} />
            <KeyText value={labelOf(node, base)} mono={false} />
            {exposes ? <Exposed connectorId={connectorId} node={node} brief={narrow} /> : null}
          </span>
        ),
      },
      {
        id: "size",
        header: t("column.size"),
        width: 84,
        align: "right",
        sortable: true,
        cell: (node) => (node.kind === "object" ? bytes(node.size) : ""),
      },
      {
        id: "modified",
        header: t("column.modified"),
        width: 170,
        sortable: true,
        cell: (node) => {
          const at = node.kind === "object" ? node.modified : node.kind === "bucket" ? node.created : null;
          return at === null ? "" : dateTime(at);
        },
      },
      {
        id: "sensitivity",
        header: t("column.sensitivity"),
        width: narrow ? 124 : 140,
        cell: (node) => <Sensitive connectorId={connectorId} bucket={bucket} node={node} />,
      },
    ];
    return narrow ? columns.filter(({ id }) => id !== "modified") : columns;
  }, [t, base, connectorId, bucket, exposes, narrow]);
}
