/** The columns of the findings table. */
import type { TFunction } from "i18next";
import type { Finding } from "../../ipc/bindings";
import { ConfidenceBar, SeverityBadge, StatusBadge } from "../../kit/badges";
import { count, dateTime, relative } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import type { Column } from "../../kit/VirtualTable";
import classes from "./findings.module.css";
import { placeOf } from "./place";

/** What stays when the panel shows the rest. */
const BESIDE_PANEL = ["severity", "detector", "sample", "object"];

export function besidePanel(columns: Column<Finding>[]): Column<Finding>[] {
  return columns.filter(({ id }) => BESIDE_PANEL.includes(id));
}

export function findingColumns(t: TFunction<"findings">, titleOf: (detector: string) => string): Column<Finding>[] {
  return [
    {
      id: "severity",
      header: t("column.severity"),
      width: 98,
      sortable: true,
      cell: (row, index) => (
        <span data-testid={`finding-row-${index}`}>
          <SeverityBadge severity={row.severity} />
        </span>
      ),
    },
    {
      id: "detector",
      header: t("column.detector"),
      minWidth: 120,
      sortable: true,
      cell: (row) => <span>{titleOf(row.detector)}</span>,
    },
    {
      id: "sample",
      header: t("column.sample"),
      minWidth: 118,
      cell: (row) => <span className={classes.sample}>{row.sample}</span>,
    },
    {
      id: "object",
      header: t("column.object"),
      grow: 2,
      minWidth: 150,
      sortable: true,
      cell: (row) => <KeyText value={row.bucket === "" ? row.key : `${row.bucket}/${row.key}`} keepEnd />,
    },
    {
      id: "place",
      header: t("column.place"),
      grow: 1.3,
      minWidth: 120,
      cell: (row) => {
        const place = placeOf(row.location, (key, values) => t(key as "place.row", values ?? {}), count);
        return <span title={place}>{place}</span>;
      },
    },
    {
      id: "confidence",
      header: t("column.confidence"),
      width: 118,
      sortable: true,
      cell: (row) => <ConfidenceBar value={row.confidence} />,
    },
    { id: "status", header: t("column.status"), width: 104, cell: (row) => <StatusBadge status={row.status} /> },
    {
      id: "last_seen",
      header: t("column.last_seen"),
      width: 96,
      sortable: true,
      cell: (row) => <span title={dateTime(row.last_seen)}>{relative(row.last_seen)}</span>,
    },
  ];
}
