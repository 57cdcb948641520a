/** Filters, order and groups of the stand-in's findings. */
import type {
  Finding,
  FindingColumn,
  FindingFilter,
  FindingGroup,
  FindingQuery,
  FindingSort,
  GroupBy,
  Severity,
} from "../bindings";
import { detectors } from "./providers";

export const severities: Severity[] = ["low", "medium", "high", "critical"];

const has = <T>(list: readonly T[] | undefined, value: T): boolean =>
  !list || list.length === 0 || list.includes(value);

export function matching(findings: readonly Finding[], filter: FindingFilter): Finding[] {
  return findings.filter(
    (finding) =>
      (filter.connector_id === undefined || finding.connector_id === filter.connector_id) &&
      (filter.document_id === undefined || finding.document_id === filter.document_id) &&
      (filter.run_id === undefined || finding.last_run_id === filter.run_id) &&
      (filter.bucket === undefined || finding.bucket === filter.bucket) &&
      (filter.prefix === undefined || finding.key.startsWith(filter.prefix)) &&
      has(filter.detectors, finding.detector) &&
      has(filter.categories, finding.category) &&
      has(filter.severities, finding.severity) &&
      has(filter.statuses, finding.status) &&
      finding.confidence >= (filter.min_confidence ?? 0) &&
      (!filter.text || finding.key.toLowerCase().includes(filter.text.toLowerCase())) &&
      (filter.fingerprint === undefined || finding.fingerprint === filter.fingerprint) &&
      (filter.include_gone === true || finding.present) &&
      (filter.place === undefined || placeOf(finding) === filter.place),
  );
}

/** The logical place, as the app spells it. */
function placeOf({ location: { member, sheet, part, column_name, json_path } }: Finding): string {
  return [member, sheet, part, column_name, json_path]
    .filter((one) => one !== undefined)
    .map((one) => `/${one}`)
    .join("");
}

/** One row per document, detector and place, in the order of their first findings. */
export function columnsOf(findings: readonly Finding[]): FindingColumn[] {
  const rows = new Map<string, FindingColumn>();
  for (const finding of findings) {
    const place = placeOf(finding);
    const id = `${finding.document_id} ${finding.detector} ${place}`;
    const row = rows.get(id) ?? {
      id,
      document_id: finding.document_id,
      connector_id: finding.connector_id,
      connector_name: finding.connector_name,
      bucket: finding.bucket,
      key: finding.key,
      detector: finding.detector,
      category: finding.category,
      severity: finding.severity,
      column_name: finding.location.column_name ?? null,
      member: finding.location.member ?? null,
      sheet: finding.location.sheet ?? null,
      place,
      findings: 0,
      occurrences: 0,
      open: 0,
      max_confidence: 0,
      first: finding,
    };
    row.findings += 1;
    row.occurrences += finding.occurrences;
    if (finding.status === "open") row.open += 1;
    row.max_confidence = Math.max(row.max_confidence, finding.confidence);
    rows.set(id, row);
  }
  return [...rows.values()];
}

const keys: Record<FindingSort, (finding: Finding) => string | number> = {
  severity: (finding) => severities.indexOf(finding.severity),
  confidence: (finding) => finding.confidence,
  detector: (finding) => finding.detector,
  object: (finding) => `${finding.bucket}/${finding.key}`,
  first_seen: (finding) => finding.first_seen,
  last_seen: (finding) => finding.last_seen,
};

export function ordered(
  findings: Finding[],
  { sort, descending }: Pick<FindingQuery, "sort" | "descending">,
): Finding[] {
  const key = keys[sort];
  return findings.sort((one, other) => {
    const [left, right] = [key(one), key(other)];
    const order = left < right ? -1 : left > right ? 1 : one.id < other.id ? -1 : 1;
    return descending ? -order : order;
  });
}

export function groups(findings: readonly Finding[], by: GroupBy): FindingGroup[] {
  const found = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const [id, title] =
      by === "detector"
        ? [finding.detector, detectors.find((one) => one.id === finding.detector)?.title ?? finding.detector]
        : by === "object"
          ? [finding.document_id, finding.bucket ? `${finding.bucket}/${finding.key}` : finding.key]
          : [finding.connector_id, finding.connector_name];
    const group = found.get(id) ?? { id, title, findings: 0, open: 0, worst: finding.severity, max_confidence: 0 };
    group.findings += 1;
    if (finding.status === "open") group.open += 1;
    if (severities.indexOf(finding.severity) > severities.indexOf(group.worst)) group.worst = finding.severity;
    group.max_confidence = Math.max(group.max_confidence, finding.confidence);
    found.set(id, group);
  }
  return [...found.values()].sort(
    (one, other) => severities.indexOf(other.worst) - severities.indexOf(one.worst) || other.findings - one.findings,
  );
}
