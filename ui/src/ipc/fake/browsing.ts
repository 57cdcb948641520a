/** The stand-in's storage as the browser sees it: buckets, folders and objects made from the documents. */
import type { BrowsePage, BrowseRequest, Document, Node, Preview, Sensitivity } from "../bindings";
import { severities } from "./findings";
import type { World } from "./world";

function globbed(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*/g, "<any>")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]")
    .replaceAll("<any>", ".*");
  return new RegExp(`^${source}$`, "i");
}

function asNode(document: Document): Node {
  return {
    kind: "object",
    object: { bucket: document.bucket, key: document.key },
    size: document.size,
    version: document.version,
    modified: document.modified,
    storage_class: document.bucket ? "STANDARD" : null,
    unreadable: null,
  };
}

export function browsed(world: World, connectorId: string, request: BrowseRequest): BrowsePage {
  const connector = world.connectors.find((one) => one.id === connectorId);
  const own = world.documents.filter((document) => document.connector_id === connectorId && document.state !== "gone");
  if (connector && connector.provider !== "local" && request.bucket === "") {
    const nodes = connector.buckets.map<Node>((name) => ({ kind: "bucket", name, created: connector.created_at }));
    return { nodes, next_cursor: null, examined: nodes.length };
  }
  const below = own.filter((document) => document.bucket === request.bucket && document.key.startsWith(request.prefix));
  let nodes: Node[];
  if (request.pattern) {
    const wanted = globbed(request.pattern);
    nodes = below
      .filter(({ key }) =>
        wanted.test(request.pattern?.includes("/") ? key.slice(request.prefix.length) : (key.split("/").pop() ?? "")),
      )
      .map(asNode);
  } else {
    const prefixes = new Set<string>();
    const objects: Node[] = [];
    for (const document of below) {
      const rest = document.key.slice(request.prefix.length);
      const slash = rest.indexOf("/");
      if (slash >= 0) prefixes.add(request.prefix + rest.slice(0, slash + 1));
      else objects.push(asNode(document));
    }
    nodes = [...[...prefixes].sort().map<Node>((prefix) => ({ kind: "prefix", prefix })), ...objects];
  }
  const start = Number(request.cursor ?? 0);
  const limit = request.limit ?? 500;
  const page = nodes.slice(start, start + limit);
  return {
    nodes: page,
    next_cursor: start + limit < nodes.length ? String(start + limit) : null,
    examined: below.length,
  };
}

export function sensitivityOf(world: World, connectorId: string, bucket: string, keys: string[]): Sensitivity[] {
  const there = world.documents.filter((one) => one.connector_id === connectorId && one.bucket === bucket);
  return keys.flatMap((key) => {
    const folder = key === "" || key.endsWith("/");
    const documents = there.filter((one) => (folder ? one.key.startsWith(key) : one.key === key));
    if (documents.length === 0) return [];
    const ids = new Set(documents.map((document) => document.id));
    const own = world.findings.filter((finding) => ids.has(finding.document_id) && finding.status === "open");
    return {
      key,
      is_prefix: folder,
      findings: own.length,
      worst: own.reduce<Sensitivity["worst"]>(
        (worst, finding) =>
          worst === null || severities.indexOf(finding.severity) > severities.indexOf(worst) ? finding.severity : worst,
        null,
      ),
      risk_score: Math.max(0, ...documents.map((document) => document.risk_score)),
      documents: documents.length,
      examined: documents.filter((document) => document.state === "scanned").length,
      state: folder ? null : (documents[0]?.state ?? null),
    };
  });
}

export function previewOf(bucket: string, key: string, reveal: boolean): Preview {
  const rows = Array.from({ length: 60 }, (_, at) => {
    const card = reveal ? "4111111111111111" : "4111••••••••1111";
    return `${1000 + at},Ada Example ${at},${card},ada${at}@example.org,2026-0${(at % 9) + 1}-14`;
  });
  const text = ["id,name,card_no,email,since", ...rows].join("\n");
  const marks: Preview["marks"] = [];
  for (const found of text.matchAll(/4111[\d•]{8}1111/g)) {
    marks.push({
      start: found.index,
      end: found.index + found[0].length,
      detector: "payment_card",
      severity: "critical",
      confidence: 0.95,
    });
  }
  for (const found of text.matchAll(/ada\d+@example\.org/g)) {
    marks.push({
      start: found.index,
      end: found.index + found[0].length,
      detector: "email",
      severity: "low",
      confidence: 0.8,
    });
  }
  marks.sort((one, other) => one.start - other.start);
  // A letter reads by its pages.
  const half = text.indexOf("\n", text.length / 2) + 1;
  const parts = key.endsWith(".txt")
    ? [
        { start: 0, title: "Page 1" },
        { start: half, title: "Page 2" },
      ]
    : [];
  return { parts, bucket, key, version: "v1", text, marks, truncated: true, format: "CSV, UTF-8", revealed: reveal };
}
