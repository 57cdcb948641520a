/** The columns of the findings table, for rows that stand for a place and for rows that stand for a value. */
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { ConfidenceBar, SeverityBadge, StatusBadge } from "../../kit/badges";
import { count, dateTime, relative } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import type { Column } from "../../kit/VirtualTable";
import classes from "./findings.module.css";
import { placeOf, placeOfColumn } from "./place";
import type { Row } from "./rows";

/** What stays when the panel shows the rest. */
const BESIDE_PANEL = ["open", "severity", "detector", "sample", "values", "object"];

/** In a narrow window the values give way: the panel shows the one that matters. */
const NARROW = ["open", "severity", "detector", "object"];

export function besidePanel(columns: Column<Row>[], narrow: boolean): Column<Row>[] {
  return columns.filter(({ id }) => (narrow ? NARROW : BESIDE_PANEL).includes(id));
}

interface Given {
  t: TFunction<"findings">;
  titleOf: (detector: string) => string;
  summary: boolean;
  /** Whether rows of several connectors may stand together. */
  connectors: boolean;
  isOpened: (row: Row) => boolean;
  /** Shows or hides the values of a place. */
  onToggle: (row: Row, index: number) => void;
}

export function placeWords(row: Row, t: TFunction<"findings">): string {
  const say = (key: string, values?: Record<string, string>) => t(key as "place.row", values ?? {});
  return row.kind === "place" ? placeOfColumn(row.column, say, count) : placeOf(row.finding.location, say, count);
}

export function findingColumns({ t, titleOf, summary, connectors, isOpened, onToggle }: Given): Column<Row>[] {
  const several = (row: Row) => row.kind === "place" && row.column.findings > 1;
  const opener: Column<Row> = {
    id: "open",
    header: t("column.open"),
    quietHeader: true,
    width: 40,
    cell: (row, index) =>
      several(row) ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes.opener}
          aria-expanded={isOpened(row)}
          aria-label={t(isOpened(row) ? "place.closeValues" : "place.openValues", { place: placeWords(row, t) })}
          onClick={() => onToggle(row, index)}
          data-testid={`finding-open-${index}`}
        >
          {isOpened(row) ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
        </button>
      ) : null,
  };
  const values: Column<Row> = {
    id: "values",
    header: t("column.values"),
    width: 84,
    align: "right",
    cell: (row) => (row.kind === "place" ? count(row.column.findings) : null),
  };
  const connector: Column<Row> = {
    id: "connector",
    header: t("column.connector"),
    minWidth: 110,
    cell: ({ finding: { connector_name: name } }) => <span title={name}>{name}</span>,
  };
  const lastSeen: Column<Row> = {
    id: "last_seen",
    header: t("column.last_seen"),
    width: 96,
    sortable: true,
    cell: ({ finding }) => <span title={dateTime(finding.last_seen)}>{relative(finding.last_seen)}</span>,
  };
  return [
    ...(summary ? [opener] : []),
    {
      id: "severity",
      header: t("column.severity"),
      width: summary ? 112 : 98,
      sortable: true,
      cell: (row, index) => (
        <span data-testid={`finding-row-${index}`} data-inside={(row.kind === "value" && row.inside) || undefined}>
          <SeverityBadge severity={row.kind === "place" ? row.column.severity : row.finding.severity} />
        </span>
      ),
    },
    {
      id: "detector",
      header: t("column.detector"),
      grow: 1.3,
      minWidth: 124,
      sortable: true,
      cell: (row) => {
        const title = titleOf(row.finding.detector);
        return <span title={title}>{title}</span>;
      },
    },
    {
      id: "sample",
      header: t(summary ? "column.example" : "column.sample"),
      minWidth: 104,
      cell: (row) => <span className={classes.sample}>{row.finding.sample}</span>,
    },
    ...(summary ? [values] : []),
    {
      id: "object",
      header: t("column.object"),
      grow: 1.6,
      minWidth: 140,
      sortable: true,
      cell: ({ finding: { bucket, key } }) => <KeyText value={bucket === "" ? key : `${bucket}/${key}`} keepEnd />,
    },
    ...(connectors ? [connector] : []),
    {
      id: "place",
      header: t("column.place"),
      grow: 1.3,
      minWidth: 110,
      cell: (row) => {
        const place = placeWords(row, t);
        return <span title={place}>{place}</span>;
      },
    },
    {
      id: "confidence",
      header: t("column.confidence"),
      width: 118,
      sortable: true,
      cell: (row) => (
        <ConfidenceBar value={row.kind === "place" ? row.column.max_confidence : row.finding.confidence} />
      ),
    },
    {
      id: "status",
      header: t("column.status"),
      width: 100,
      cell: (row) => {
        if (row.kind === "value") return <StatusBadge status={row.finding.status} />;
        const { open, findings, first } = row.column;
        if (findings === 1) return <StatusBadge status={first.status} />;
        return open === findings ? (
          <StatusBadge status="open" />
        ) : (
          <span>{t("place.openOf", { open: count(open), all: count(findings) })}</span>
        );
      },
    },
    // A place is made of many moments.
    ...(summary ? [] : [lastSeen]),
  ];
}
