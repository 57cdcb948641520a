/** A small world for the stand-in: three sources, their documents, findings and runs. Always the same. */
import type {
  Connector,
  Document,
  DocumentState,
  Finding,
  FindingStatus,
  Location,
  Problem,
  Reason,
  Run,
  RunCounts,
  RunEvent,
  SkipReason,
} from "../bindings";
import { detectors } from "./providers";

/** Numbers between 0 and 1 that look random and are the same each time (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export interface World {
  now: number;
  connectors: Connector[];
  documents: Document[];
  findings: Finding[];
  runs: Run[];
  events: RunEvent[];
}

export function ago(now: number, milliseconds: number): string {
  return new Date(now - milliseconds).toISOString();
}

export function emptyCounts(): RunCounts {
  return {
    listed: 0,
    pending: 0,
    collected: 0,
    parsed: 0,
    scanned: 0,
    partial: 0,
    to_copy: 0,
    copied: 0,
    redacted: 0,
    not_copied: 0,
    skipped: {},
    failed: {},
    gone: 0,
    bytes_listed: 0,
    bytes_read: 0,
    findings: 0,
    findings_new: 0,
  };
}

function connector(
  now: number,
  given: Partial<Connector> & Pick<Connector, "id" | "name" | "provider" | "config">,
): Connector {
  return {
    has_credential: given.provider !== "local",
    scopes: ["import"],
    export_base_path: null,
    import_mode: "all",
    schedule_cron: null,
    timezone: "Europe/Berlin",
    copies: null,
    policy_id: "pol_everything",
    active: true,
    status: "active",
    status_message: null,
    collection: null,
    findings_count: 0,
    risk_score: 0,
    exposure: null,
    last_sync_at: ago(now, 3 * hour),
    next_sync_at: null,
    changes_seen_at: null,
    created_at: ago(now, 40 * day),
    updated_at: ago(now, 2 * day),
    deleted_at: null,
    buckets: [],
    prefixes: [],
    patterns: [],
    exclude: [],
    file_types: [],
    max_object_size: null,
    ...given,
  };
}

const folders = [
  "customers/2025/",
  "customers/2026/",
  "exports/",
  "hr/payroll/",
  "logs/app/",
  "support/tickets/",
  "backups/",
  "",
];
const names = [
  "customers",
  "orders",
  "invoices",
  "employees",
  "claims",
  "patients",
  "audit",
  "access",
  "config",
  "notes",
  "contacts",
  "ledger",
];
const types = ["csv", "csv", "json", "txt", "log", "jsonl", "csv.gz", "parquet", "png", "pdf"];
const odd = [
  "Ünterlagen/Überweisungen März.csv",
  "weird/\u202Etxt.exe.csv",
  "weird/line\nbreak.csv",
  "weird/\u{10FFFF}\u{10FFC3}binary.txt",
  "weird/ two  spaces .csv",
];

const samples: Record<string, string> = {
  payment_card: "4111 •••• •••• 1111",
  iban: "DE89 •••• •••• •••• ••30 00",
  us_ssn: "•••-••-6789",
  email: "a•••@example.org",
  phone: "+49 30 ••••• 42",
  date_of_birth: "19••-••-07",
  aws_access_key: "AKIA••••••••7EXA",
  private_key: "-----BEGIN •••",
  icd10: "E••.9",
  ipv4: "203.0.•••.•••",
};

const reasons: Record<string, Reason[]> = {
  payment_card: [
    { kind: "pattern", detail: "16 digits that start as an issuer's do", weight: 0.45 },
    { kind: "checksum", detail: "Luhn checksum passes", weight: 0.35 },
    { kind: "column_name", detail: 'column name "card_no"', weight: 0.15 },
  ],
  iban: [
    { kind: "pattern", detail: "Country code and its length", weight: 0.5 },
    { kind: "checksum", detail: "ISO 7064 checksum passes", weight: 0.4 },
  ],
};

const plainReasons: Reason[] = [
  { kind: "pattern", detail: "Has the shape", weight: 0.55 },
  { kind: "context_word", detail: "A word nearby says so", weight: 0.25 },
  { kind: "penalty", detail: "Looks like an example in documentation", weight: -0.1 },
];

export function makeWorld(now: number): World {
  const roll = dice(20_261_121);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;

  const connectors = [
    connector(now, {
      id: "con_s3prod",
      name: "Production exports",
      provider: "s3",
      config: { auth: "access_keys", region: "eu-central-1" },
      buckets: ["acme-exports", "acme-support"],
      scopes: ["import", "export"],
      schedule_cron: "30 2 * * 1-5",
      next_sync_at: ago(now, -5.3 * hour),
      collection: "Production",
      exposure: "public",
      exclude: ["**/*.tmp"],
    }),
    connector(now, {
      id: "con_archive",
      name: "Partner archive",
      provider: "s3",
      config: { auth: "access_keys", region: "us-east-1", endpoint: "https://objects.partner.example" },
      buckets: ["partner-drop"],
      status: "needs_reauth",
      status_message: "The access key was refused. Make a new one and enter it here.",
      schedule_cron: "0 * * * *",
      next_sync_at: ago(now, -0.4 * hour),
      last_sync_at: ago(now, 26 * hour),
      collection: "Production",
    }),
    connector(now, {
      id: "con_docs",
      name: "Shared documents",
      provider: "local",
      config: { path: "/srv/shared/documents" },
      policy_id: "pol_own",
      exposure: "unknown",
      schedule_cron: "0 7 * * *",
      next_sync_at: ago(now, -14 * hour),
      file_types: ["csv", "json", "txt", "log", "jsonl", "gz"],
    }),
  ];

  const documents: Document[] = [];
  for (let at = 0; at < 80; at += 1) {
    const owner = connectors[at % 3 === 2 ? 2 : at % 7 === 0 ? 1 : 0] as Connector;
    const bucket = owner.buckets[at % Math.max(1, owner.buckets.length)] ?? "";
    const type = pick(types);
    const fate = roll();
    const state: DocumentState =
      type === "png" || type === "pdf" || type === "parquet"
        ? "skipped"
        : fate < 0.04
          ? "failed"
          : fate < 0.1
            ? "partial"
            : fate < 0.14
              ? "pending"
              : "scanned";
    const size = Math.floor(10 ** (3 + roll() * 6));
    const skip: SkipReason | null = state === "skipped" ? "unsupported_format" : null;
    documents.push({
      id: `doc_${String(at).padStart(3, "0")}`,
      connector_id: owner.id,
      bucket,
      key: odd[at - 75] ?? `${pick(folders)}${pick(names)}-${String(Math.floor(roll() * 900) + 100)}.${type}`,
      version: `v${Math.floor(roll() * 1e9).toString(36)}`,
      size,
      modified: ago(now, roll() * 300 * day),
      format: state === "pending" ? "" : (type.split(".")[0] ?? ""),
      state,
      skip_reason: skip,
      error_class: state === "failed" ? "permission_denied" : null,
      message:
        state === "failed"
          ? "The key may list this object but not read it."
          : state === "partial"
            ? "Lines longer than 1 MB were left out."
            : null,
      findings_count: 0,
      risk_score: 0,
      examined: state === "scanned" ? size : state === "partial" ? Math.floor(size * 0.7) : 0,
      last_processed: state === "pending" ? null : ago(now, 3 * hour + roll() * hour),
      last_run_id: state === "pending" ? null : "run_002",
      exposure: at % 13 === 5 ? "public" : at % 17 === 4 ? "shared" : at % 11 === 6 ? "unknown" : "private",
    });
  }

  const readable = documents.filter((document) => document.state === "scanned" || document.state === "partial");
  const findings: Finding[] = [];
  for (let at = 0; at < 400; at += 1) {
    const document = readable[Math.floor(roll() ** 1.8 * readable.length)] as Document;
    const owner = connectors.find((one) => one.id === document.connector_id) as Connector;
    const kind = detectors[Math.floor(roll() ** 1.3 * detectors.length)] as (typeof detectors)[number];
    const line = Math.floor(roll() * 4000) + 1;
    const table = document.format === "csv";
    const location: Location = table
      ? {
          byte_start: line * 80,
          byte_end: line * 80 + 16,
          line,
          column: 24,
          row: line,
          column_number: 4,
          column_name: "value",
        }
      : document.format === "txt" && at % 3 === 0
        ? { byte_start: line, byte_end: line + 16, page: (line % 12) + 1, part: at % 2 === 0 ? "body" : "comments" }
        : document.format === "json"
          ? { byte_start: line * 60, byte_end: line * 60 + 16, line, column: 12, json_path: "$.items[].contact" }
          : { byte_start: line * 90, byte_end: line * 90 + 16, line, column: 31 };
    const terms = reasons[kind.id] ?? plainReasons;
    const fate = roll();
    const status: FindingStatus =
      fate < 0.72 ? "open" : fate < 0.84 ? "resolved" : fate < 0.92 ? "ignored" : "false_positive";
    const first = now - Math.floor(roll() ** 0.7 * 29 * day);
    findings.push({
      id: `fnd_${String(at).padStart(4, "0")}`,
      connector_id: owner.id,
      connector_name: owner.name,
      document_id: document.id,
      bucket: document.bucket,
      key: document.key,
      detector: kind.id,
      category: kind.category,
      severity: kind.severity,
      confidence: Math.min(1, Math.max(0.35, terms.reduce((sum, term) => sum + term.weight, 0) - roll() * 0.3)),
      reasons: terms,
      location,
      sample: samples[kind.id] ?? "•••••",
      fingerprint: `fp${Math.floor(roll() * 200).toString(16)}`,
      occurrences: 1 + Math.floor(roll() ** 4 * 60),
      status,
      present: roll() > 0.05,
      first_seen: new Date(first).toISOString(),
      last_seen: ago(now, 3 * hour),
      last_run_id: "run_002",
    });
  }
  const points = { low: 1, medium: 4, high: 9, critical: 16 } as const;
  for (const document of documents) {
    const own = findings.filter((finding) => finding.document_id === document.id);
    document.findings_count = own.length;
    document.risk_score = Math.min(
      100,
      Math.round(own.reduce((sum, finding) => sum + points[finding.severity] * finding.confidence, 0) / 1.6),
    );
  }
  for (const one of connectors) {
    const own = findings.filter((finding) => finding.connector_id === one.id && finding.status === "open");
    one.findings_count = own.length;
    one.risk_score = Math.min(
      96,
      Math.round(
        30 * Math.log10(1 + own.reduce((sum, finding) => sum + points[finding.severity] * finding.confidence, 0) / 8),
      ),
    );
  }

  return { now, connectors, documents, findings, runs: makeRuns(now, connectors), events: makeEvents(now) };
}

const refused: Problem = {
  class: "auth_expired",
  message: "The source refused the access key.",
  remedy: "Make a new access key and enter it in the connector.",
};
const notReadable: Problem = {
  class: "permission_denied",
  message: "3 objects could be listed but not read.",
  remedy: "Allow s3:GetObject on these keys, then sync again.",
};

function makeRuns(now: number, connectors: readonly Connector[]): Run[] {
  const runs: Run[] = [];
  const add = (owner: Connector, given: Partial<Run>) => {
    runs.push({
      id: `run_${String(runs.length + 1).padStart(3, "0")}`,
      connector_id: owner.id,
      connector_name: owner.name,
      trigger: "schedule",
      options: {},
      scope_fingerprint: "5f1c",
      policy_fingerprint: "a9e0",
      policy: { id: "pol_everything", name: "Everything", version: 1 },
      status: "completed",
      counts: emptyCounts(),
      listing_complete: true,
      queued_at: ago(now, hour),
      started_at: ago(now, hour),
      ended_at: ago(now, hour - 4 * minute),
      problem: null,
      first_errors: [],
      ...given,
    });
  };
  const done = (listed: number, fresh: number): RunCounts => ({
    ...emptyCounts(),
    listed,
    scanned: listed - 24,
    collected: listed - 20,
    parsed: listed - 20,
    partial: 4,
    skipped: { unsupported_format: 12, unchanged: 5 },
    failed: { permission_denied: 3 },
    bytes_listed: listed * 310_000,
    bytes_read: (listed - 20) * 300_000,
    findings: 180 + fresh,
    findings_new: fresh,
  });
  const [production, archive, shared] = connectors as [Connector, Connector, Connector];
  add(production, {
    status: "running",
    trigger: "manual",
    started_at: ago(now, 70_000),
    queued_at: ago(now, 71_000),
    ended_at: null,
  });
  add(production, {
    status: "completed_with_errors",
    counts: done(212, 36),
    first_errors: [notReadable],
    queued_at: ago(now, 3 * hour),
    started_at: ago(now, 3 * hour),
    ended_at: ago(now, 3 * hour - 6 * minute),
  });
  add(archive, {
    status: "failed",
    listing_complete: false,
    problem: refused,
    first_errors: [refused],
    queued_at: ago(now, 2 * hour),
    started_at: ago(now, 2 * hour),
    ended_at: ago(now, 2 * hour - 4_000),
  });
  add(shared, {
    status: "completed",
    counts: { ...done(96, 8), failed: {}, scanned: 75 },
    queued_at: ago(now, 10 * hour),
    started_at: ago(now, 10 * hour),
    ended_at: ago(now, 10 * hour - 2 * minute),
  });
  for (let at = 0; at < 46; at += 1) {
    const owner = connectors[at % 3] as Connector;
    const start = now - (at + 1) * 11 * hour;
    const status =
      at % 13 === 5
        ? "cancelled"
        : at % 17 === 9
          ? "interrupted"
          : at % 5 === 2
            ? "completed_with_errors"
            : "completed";
    add(owner, {
      status,
      trigger: at % 6 === 3 ? "manual" : at % 9 === 4 ? "catch_up" : "schedule",
      counts: {
        ...done(120 + at * 3, at % 7),
        ...(status === "completed" ? { failed: {}, scanned: 99 + at * 3 } : {}),
      },
      first_errors: status === "completed_with_errors" ? [notReadable] : [],
      queued_at: new Date(start).toISOString(),
      started_at: new Date(start).toISOString(),
      ended_at: new Date(start + 3 * minute + at * 7_000).toISOString(),
    });
  }
  return runs;
}

function makeEvents(now: number): RunEvent[] {
  const events: RunEvent[] = [];
  for (let at = 0; at < 260; at += 1) {
    const bad = at % 19 === 7;
    events.push({
      at: ago(now, (260 - at) * 1_300),
      level: bad ? "error" : at % 11 === 3 ? "warning" : "info",
      message: bad
        ? "Could be listed but not read."
        : at % 11 === 3
          ? "Lines longer than 1 MB were left out."
          : "Examined.",
      bucket: "acme-exports",
      key: `customers/2026/orders-${100 + at}.csv`,
      class: bad ? "permission_denied" : null,
    });
  }
  return events;
}
