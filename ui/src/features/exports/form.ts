/** What a person fills in for an export, how it becomes the engine's draft, and what it lacks. It draws nothing. */
import type { Action, Connector, ExportDraft, Policy } from "../../ipc/bindings";
import { allActions, needsKey } from "../../kit/actions";

export type What = "all" | "place" | "documents";

export interface ExportForm {
  connector: string | null;
  what: What;
  bucket: string;
  prefix: string;
  /** Ids of the chosen objects. */
  documents: string[];
  onlyFindings: boolean;
  /** `null`: the connector's own. */
  policy: string | null;
  otherwise: Action;
  project: string;
  to: "folder" | "connector";
  folder: string;
  target: string | null;
  targetBucket: string;
  targetPrefix: string;
  replace: boolean;
}

/** What the page was opened for. */
export interface Start {
  connector?: string;
  bucket?: string;
  prefix?: string;
  documents?: string[];
  /** Chosen objects that no sync has listed yet. */
  unknown?: number;
}

function text(value: unknown): string | undefined {
  // The router reads a key such as `2026` as a number.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads an address; anything unknown is left out. */
export function readStart(raw: Record<string, unknown>): Start {
  const connector = text(raw.connector);
  const bucket = text(raw.bucket);
  const prefix = text(raw.prefix);
  const documents = (Array.isArray(raw.documents) ? raw.documents : []).filter(
    (one): one is string => typeof one === "string",
  );
  const unknown = typeof raw.unknown === "number" && raw.unknown > 0 ? raw.unknown : undefined;
  return {
    ...(connector === undefined ? {} : { connector }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(documents.length === 0 ? {} : { documents }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** The form as it opens. A connector that is the only one needs no choosing. */
export function firstForm(start: Start, connectors: readonly Pick<Connector, "id">[]): ExportForm {
  const [only, another] = connectors;
  const {
    connector = another === undefined ? (only?.id ?? null) : null,
    bucket = "",
    prefix = "",
    documents = [],
  } = start;
  return {
    connector,
    what: documents.length > 0 ? "documents" : bucket !== "" || prefix !== "" ? "place" : "all",
    bucket,
    prefix,
    documents,
    onlyFindings: false,
    policy: null,
    otherwise: { do: "replace" },
    project: "",
    to: "folder",
    folder: "",
    target: null,
    targetBucket: "",
    targetPrefix: "",
    replace: false,
  };
}

/** Whether a project's key is used: by what is chosen here, or by the policy. */
export function isKeyed(form: ExportForm, policy: Policy | undefined): boolean {
  return needsKey(form.otherwise) || allActions(policy?.actions).some(needsKey);
}

/** Nothing would be removed by any part of the policy that does not say so itself. */
export function leavesValues(form: ExportForm, policy: Policy | undefined): boolean {
  return form.otherwise.do === "report" && allActions(policy?.actions).every((one) => one.do === "report");
}

/** The policy that holds: the one named, the connector's, or the first that the app brings. */
export function policyOf(
  form: ExportForm,
  connectors: readonly { id: string; policy_id: string | null }[],
  policies: readonly Policy[],
): Policy | undefined {
  const id = form.policy ?? connectors.find((one) => one.id === form.connector)?.policy_id ?? null;
  return policies.find((one) => (id === null ? one.built_in : one.id === id));
}

/** Fields that must be filled, by the name that the engine gives them. */
export type Fault = "connector_id" | "prefix" | "to" | "target";

export function faultsOf(form: ExportForm): Fault[] {
  const faults: Fault[] = [];
  if (form.connector === null) faults.push("connector_id");
  if (form.what === "place" && form.bucket === "" && form.prefix === "") faults.push("prefix");
  if (form.to === "folder" && form.folder.trim() === "") faults.push("to");
  if (form.to === "connector" && form.target === null) faults.push("target");
  return faults;
}

export function draftOf(form: ExportForm, keyed: boolean): ExportDraft {
  const project = form.project.trim();
  return {
    connector_id: form.connector ?? "",
    ...(form.what === "place" && form.bucket !== "" ? { bucket: form.bucket } : {}),
    ...(form.what === "place" && form.prefix !== "" ? { prefix: form.prefix } : {}),
    ...(form.what === "documents" ? { documents: form.documents } : {}),
    ...(form.onlyFindings ? { only_with_findings: true } : {}),
    to:
      form.to === "folder"
        ? { kind: "folder", path: form.folder.trim() }
        : {
            kind: "connector",
            connector_id: form.target ?? "",
            bucket: form.targetBucket.trim(),
            prefix: form.targetPrefix,
          },
    ...(form.replace ? { replace: true } : {}),
    ...(form.policy === null ? {} : { policy_id: form.policy }),
    otherwise: form.otherwise,
    ...(keyed && project !== "" ? { project } : {}),
  };
}

/** Where on the page a refusal of the engine belongs; absent when it concerns the whole. */
export function placeOfField(field: string | undefined): string | undefined {
  switch (field) {
    case "connector_id":
    case "bucket":
    case "prefix":
    case "documents":
    case "policy_id":
    case "otherwise":
    case "project":
    case "to":
      return field;
    // Of the connector that the copies would be written through.
    case "export_base_path":
    case "scopes":
    case "path":
      return "to";
    default:
      return undefined;
  }
}
