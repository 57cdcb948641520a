/** The overview of the stand-in's world, summed up as the app does it. */
import type { Category, Overview, Risk, RiskExposure, RiskScope, RunSnapshot } from "../bindings";
import { groups, severities } from "./findings";
import type { World } from "./world";

const sum = (list: number[]) => list.reduce((total, value) => total + value, 0);

const everybody: RiskExposure = {
  level: "public",
  factor: 2,
  text: "Anybody on the internet can read it, so all points count double.",
};

/** The risk of whatever was asked for, with its terms and coverage. */
export function riskOf({ connectors, documents, findings }: World, asked: RiskScope): Risk {
  const own = documents.filter(
    (one) =>
      (asked.document_id === undefined || one.id === asked.document_id) &&
      (asked.connector_id === undefined || one.connector_id === asked.connector_id) &&
      (asked.collection === undefined ||
        connectors.find(({ id }) => id === one.connector_id)?.collection === asked.collection) &&
      (asked.bucket === undefined || one.bucket === asked.bucket) &&
      (asked.prefix === undefined || one.key.startsWith(asked.prefix)),
  );
  const ids = new Set(own.map((one) => one.id));
  const open = findings.filter((one) => ids.has(one.document_id) && one.status === "open" && one.present);
  const terms = groups(open, "detector").map((group) => ({
    detector: group.id,
    severity: group.worst,
    count: group.findings,
    mean_confidence: group.max_confidence * 0.9,
    points: group.findings * 0.4,
  }));
  const known = sum(own.map((one) => one.size));
  const exposed = connectors.some(({ id, exposure }) => id === asked.connector_id && exposure === "public");
  return {
    ...(exposed ? { exposure: everybody } : {}),
    score: Math.min(100, Math.round(sum(terms.map((term) => term.points)))),
    coverage: known === 0 ? null : sum(own.map((one) => one.examined)) / known,
    terms,
  };
}

export function overviewOf({ connectors, documents, findings, runs, now }: World, running: RunSnapshot[]): Overview {
  const live = connectors.filter((connector) => connector.deleted_at === null);
  const open = findings.filter(
    (finding) => finding.status === "open" && finding.present && live.some((one) => one.id === finding.connector_id),
  );
  const categories: Category[] = [
    "personal",
    "financial",
    "health",
    "government_id",
    "credential",
    "network",
    "custom",
  ];
  const days = Array.from({ length: 30 }, (_, at) => new Date(now - (29 - at) * 86_400_000).toISOString().slice(0, 10));
  return {
    connectors: live.length,
    documents: documents.length,
    documents_examined: documents.filter((document) => document.state === "scanned").length,
    documents_not_examined: documents.filter((document) => document.state !== "scanned").length,
    bytes_known: sum(documents.map((document) => document.size)),
    bytes_examined: sum(documents.map((document) => document.examined)),
    open_findings: open.length,
    by_severity: [...severities]
      .reverse()
      .map((severity) => ({ severity, open: open.filter((finding) => finding.severity === severity).length })),
    by_category: categories
      .map((category) => ({ category, open: open.filter((finding) => finding.category === category).length }))
      .filter((one) => one.open > 0)
      .sort((one, other) => other.open - one.open),
    top_detectors: groups(open, "detector").slice(0, 5),
    connectors_at_risk: live
      .map((connector) => {
        const own = documents.filter((document) => document.connector_id === connector.id);
        const known = sum(own.map((document) => document.size));
        return {
          connector_id: connector.id,
          name: connector.name,
          risk: {
            score: connector.risk_score,
            ...(connector.exposure === "public" ? { exposure: everybody } : {}),
            coverage: known === 0 ? null : sum(own.map((document) => document.examined)) / known,
            terms: groups(
              open.filter((finding) => finding.connector_id === connector.id),
              "detector",
            ).map((group) => ({
              detector: group.id,
              severity: group.worst,
              count: group.findings,
              mean_confidence: group.max_confidence * 0.9,
              points: group.findings * 0.4,
            })),
          },
          open_findings: open.filter((finding) => finding.connector_id === connector.id).length,
        };
      })
      .sort((one, other) => other.risk.score - one.risk.score),
    running,
    recent: runs.filter((run) => run.ended_at !== null).slice(0, 5),
    next: live
      .filter((connector) => connector.active && connector.next_sync_at !== null)
      .map((connector) => ({ connector_id: connector.id, name: connector.name, at: connector.next_sync_at ?? "" }))
      .sort((one, other) => (one.at < other.at ? -1 : 1)),
    over_time:
      live.length === 0
        ? []
        : days.map((day) => {
            const seen = open.filter((finding) => finding.first_seen.slice(0, 10) <= day);
            const by = (severity: string) => seen.filter((finding) => finding.severity === severity).length;
            return {
              day,
              new: seen.filter((finding) => finding.first_seen.slice(0, 10) === day).length,
              low: by("low"),
              medium: by("medium"),
              high: by("high"),
              critical: by("critical"),
            };
          }),
    needs_attention: live
      .filter((connector) => ["needs_reauth", "error"].includes(connector.status))
      .map((connector) => ({
        connector_id: connector.id,
        name: connector.name,
        message: connector.status_message ?? "",
      })),
  };
}
