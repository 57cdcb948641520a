/** What the stand-in knows of objects and of what was found in them. */
import type { Finding, FindingFilter, NotExaminedQuery } from "../bindings";
import { browsed, previewOf, sensitivityOf } from "./browsing";
import { columnsOf, groups, matching, ordered } from "./findings";
import { riskOf } from "./overview";
import { notFound, type Part, paged, type Stage } from "./stage";

type Names =
  | "browse"
  | "document_forget"
  | "document_list"
  | "document_show"
  | "finding_columns"
  | "finding_groups"
  | "finding_list"
  | "finding_reveal"
  | "finding_show"
  | "finding_export"
  | "finding_triage"
  | "finding_undo_triage"
  | "not_examined"
  | "not_examined_export"
  | "preview"
  | "risk_of"
  | "sensitivity";

/** `hiddenBy` says what hides a finding, if anything does. */
export function documentPart({ world, wait, stale, connectorOf }: Stage, hiddenBy: (one: Finding) => string | null) {
  const wanted = (filter: FindingFilter) =>
    matching(world.findings, filter).filter((one) => (hiddenBy(one) !== null) === (filter.hidden === true));
  const unexamined = (query: NotExaminedQuery) =>
    world.documents.filter(
      (one) =>
        ["partial", "skipped", "failed"].includes(one.state) &&
        (query.connector_id === undefined || one.connector_id === query.connector_id) &&
        (query.bucket === undefined || one.bucket === query.bucket) &&
        one.key.startsWith(query.prefix ?? "") &&
        (query.collection === undefined || connectorOf(one.connector_id).collection === query.collection),
    );

  const handlers: Part<Names> = {
    browse: async ({ id, request }) => {
      await wait();
      return browsed(world, id, request);
    },
    sensitivity: ({ id, bucket, keys }) => sensitivityOf(world, id, bucket, keys),
    preview: async ({ object, reveal }) => {
      await wait();
      return previewOf(object.bucket, object.key, reveal);
    },
    document_list: (query) => {
      const rows = world.documents.filter(
        (one) =>
          (!query.connector_id || one.connector_id === query.connector_id) &&
          (query.bucket === undefined || one.bucket === query.bucket) &&
          (!query.prefix || one.key.startsWith(query.prefix)) &&
          (!query.states || query.states.length === 0 || query.states.includes(one.state)) &&
          (query.with_findings !== true || one.findings_count > 0) &&
          (!query.text || one.key.toLowerCase().includes(query.text.toLowerCase())),
      );
      return paged(rows, query.page, 200);
    },
    document_show: ({ id }) => {
      const document = world.documents.find((one) => one.id === id);
      if (!document) throw notFound;
      const own = groups(
        world.findings.filter((one) => one.document_id === id && one.status === "open"),
        "detector",
      );
      return {
        document,
        risk: {
          score: document.risk_score,
          coverage: document.size === 0 ? null : document.examined / document.size,
          terms: own.map((one) => ({
            detector: one.id,
            severity: one.worst,
            count: one.findings,
            mean_confidence: one.max_confidence * 0.95,
            points: one.findings * 3.1,
          })),
        },
      };
    },
    document_forget: ({ id }) => {
      world.documents = world.documents.filter((one) => one.id !== id);
      world.findings = world.findings.filter((one) => one.document_id !== id);
      stale("documents", "findings", "overview");
      return null;
    },
    finding_list: (query) => paged(ordered(wanted(query.filter), query), query.page, 200),
    finding_groups: ({ filter, by }) => groups(wanted(filter), by),
    finding_columns: (query) => paged(columnsOf(ordered(wanted(query.filter), query)), query.page, 200),
    finding_export: ({ filter }) => ({ rows: wanted(filter).length }),
    not_examined: (query) => paged(unexamined(query), query.page, 200),
    not_examined_export: (query) => ({ rows: unexamined(query).length }),
    risk_of: (asked) => riskOf(world, asked),
    finding_show: ({ id }) => {
      const finding = world.findings.find((one) => one.id === id);
      if (!finding) throw notFound;
      return { ...finding };
    },
    finding_reveal: async ({ id }) => {
      await wait(2);
      const finding = world.findings.find((one) => one.id === id);
      if (!finding) throw notFound;
      return {
        value: "4111 1111 1111 1111",
        before: "1017,Ada Example,",
        after: ",ada@example.org,2026-03-14",
        location: finding.location,
        moved: false,
      };
    },
    finding_triage: ({ target, status }) => {
      const touched =
        target.by === "ids" ? world.findings.filter((one) => target.ids.includes(one.id)) : wanted(target.filter);
      const before = touched.filter((one) => one.status !== status).map((one) => ({ id: one.id, status: one.status }));
      for (const one of touched) one.status = status;
      stale("findings", "overview");
      return { changed: before.length, before };
    },
    finding_undo_triage: ({ before }) => {
      for (const { id, status } of before) {
        const finding = world.findings.find((one) => one.id === id);
        if (finding) finding.status = status;
      }
      stale("findings", "overview");
      return before.length;
    },
  };
  return handlers;
}
