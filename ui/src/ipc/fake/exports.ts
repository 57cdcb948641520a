/** The stand-in's exports: one under way, one that stopped, one with refusals, one complete; new ones are made. */
import type { CopyItem, CopyState, Document, Export, ExportDraft, ExportPlan, Problem } from "../bindings";
import { compared } from "./comparing";
import { notFound, now, type Part, paged, type Stage } from "./stage";
import { ago } from "./world";

type Names =
  | "copy_trial"
  | "export_cancel"
  | "export_compare"
  | "export_create"
  | "export_items"
  | "export_list"
  | "export_plan"
  | "export_resume"
  | "export_show";

const hour = 3_600_000;
const inFull: Document["state"] = "scanned";

interface Made {
  export: Export;
  documents: Document[];
  items: CopyItem[];
}

function itemOf(document: Document, index: number): CopyItem {
  const found = document.findings_count;
  const refused = document.state !== inFull;
  const failed = !refused && index % 37 === 36;
  const state: CopyState = refused ? "refused" : failed ? "failed" : found > 0 ? "verified" : "unchanged";
  const copied = state === "verified" || state === "unchanged";
  const packed = copied && document.key.endsWith(".gz");
  return {
    key: document.key,
    state,
    ...(refused
      ? { reason: "It was not examined in full: something could still be in it." }
      : failed
        ? { reason: "The source did not answer in time." }
        : {}),
    size: document.size,
    version: document.version,
    ...(copied ? { target: document.key } : {}),
    copy_size: copied ? document.size : 0,
    sha256: copied ? `${(index + 4096).toString(16)}`.repeat(16) : "",
    replaced: state === "verified" ? found + 2 : 0,
    detectors: found === 0 ? {} : found > 2 ? { email: found - 2, payment_card: 2 } : { email: found },
    kept: 0,
    left_out: packed ? [{ member: "scans/page-1.tiff", reason: "Its text could not be read." }] : [],
  };
}

function counted(made: Made): Export {
  const totals = { verified: 0, unchanged: 0, refused: 0, failed: 0, replaced: 0, copy_bytes: 0 };
  for (const item of made.items) {
    totals[item.state] += 1;
    totals.replaced += item.replaced;
    totals.copy_bytes += item.copy_size;
  }
  return { ...made.export, totals };
}

const refusal = (message: string, remedy: string, field?: string): Problem => ({
  class: "config_invalid",
  message,
  remedy,
  ...(field === undefined ? {} : { field }),
});

export function exportPart({ world, wait, stale, connectorOf }: Stage): Part<Names> {
  const covered = (draft: ExportDraft): Document[] =>
    world.documents.filter(
      (one) =>
        one.connector_id === draft.connector_id &&
        one.state !== "gone" &&
        (draft.bucket === undefined || one.bucket === draft.bucket) &&
        one.key.startsWith(draft.prefix ?? "") &&
        (draft.documents === undefined || draft.documents.includes(one.id)) &&
        (draft.only_with_findings !== true || one.findings_count > 0),
    );

  function begun(id: string, draft: ExportDraft, given: Partial<Export>, looked: number): Made {
    const documents = covered(draft);
    return {
      documents,
      items: documents.slice(0, looked).map(itemOf),
      export: {
        id,
        draft,
        connector_name: connectorOf(draft.connector_id).name,
        policy: { id: draft.policy_id ?? "pol_everything", name: "Everything", version: 1 },
        status: "running",
        message: null,
        objects: documents.length,
        totals: { verified: 0, unchanged: 0, refused: 0, failed: 0, replaced: 0, copy_bytes: 0 },
        created_at: now(),
        ended_at: null,
        ...given,
      },
    };
  }

  const folder = (path: string): ExportDraft["to"] => ({ kind: "folder", path });
  const known: Made[] =
    world.connectors.length === 0
      ? []
      : [
          begun(
            "exp_4",
            { connector_id: "con_s3prod", to: folder("/data/copies/partner"), otherwise: { do: "replace" } },
            { created_at: ago(world.now, 60_000) },
            21,
          ),
          begun(
            "exp_3",
            {
              connector_id: "con_s3prod",
              bucket: "acme-exports",
              to: { kind: "connector", connector_id: "con_s3prod", bucket: "acme-redacted", prefix: "2026/" },
              otherwise: { do: "pseudonymize" },
              project: "Partner study",
            },
            {
              status: "interrupted",
              message: "The app was closed while copies were being made.",
              created_at: ago(world.now, 5 * hour),
              ended_at: ago(world.now, 4.9 * hour),
            },
            12,
          ),
          begun(
            "exp_2",
            {
              connector_id: "con_docs",
              to: folder("/data/copies/documents"),
              otherwise: { do: "mask", keep_last: 4 },
              policy_id: "pol_own",
            },
            {
              policy: { id: "pol_own", name: "Exports to partners", version: 1 },
              status: "completed_with_errors",
              created_at: ago(world.now, 30 * hour),
              ended_at: ago(world.now, 29.8 * hour),
            },
            Number.POSITIVE_INFINITY,
          ),
        ];

  const find = (id: string): Made => {
    const found = known.find((one) => one.export.id === id);
    if (!found) throw notFound;
    return found;
  };

  function checked(draft: ExportDraft): ExportPlan {
    const { to } = draft;
    if (to.kind === "folder" && !to.path.startsWith("/"))
      throw refusal(
        "The folder for the copies must be named from the root of the disk.",
        "Choose the folder with the button, or write its whole path.",
        "to",
      );
    if (to.kind === "folder" && to.path.startsWith("/srv/shared/documents"))
      throw refusal(
        `The copies would lie in what “Shared documents” scans: ${to.path}.`,
        "Choose a place outside its scope, or exclude it from the scope.",
        "to",
      );
    const documents = covered(draft);
    return {
      objects: documents.length,
      bytes: documents.reduce((sum, one) => sum + one.size, 0),
      with_findings: documents.filter((one) => one.findings_count > 0).length,
      findings: documents.reduce((sum, one) => sum + one.findings_count, 0),
      not_examined: documents.filter((one) => one.state !== inFull).length,
    };
  }

  async function work(made: Made): Promise<void> {
    while (made.export.status === "running") {
      const next = made.documents[made.items.length];
      if (next === undefined) {
        const all = counted(made);
        made.export.status = all.totals.refused + all.totals.failed > 0 ? "completed_with_errors" : "completed";
        made.export.ended_at = now();
      } else {
        await wait(2);
        if (made.export.status === "running") made.items.push(itemOf(next, made.items.length));
      }
      stale("exports");
    }
  }

  return {
    export_plan: async ({ draft }) => {
      await wait();
      return checked(draft);
    },
    export_create: ({ draft }) => {
      if (checked(draft).objects === 0)
        throw refusal(
          "There is nothing to copy: no known object is covered.",
          "Sync the connector first, or choose another folder.",
        );
      const made = begun(`exp_new${known.length}`, draft, {}, 0);
      known.unshift(made);
      void work(made);
      stale("exports");
      return counted(made);
    },
    export_list: (page) => paged(known.map(counted), page, 50),
    export_show: ({ id }) => counted(find(id)),
    export_items: ({ id, state, page }) =>
      paged(
        find(id).items.filter((one) => state === undefined || one.state === state),
        page,
        200,
      ),
    export_compare: async ({ id, key, from, reveal }) => {
      await wait(2);
      return compared(
        find(id).items.find((one) => one.key === key),
        from,
        reveal,
      );
    },
    copy_trial: async ({ connector_id, object, from, reveal }) => {
      await wait(2);
      const document = world.documents.find((one) => one.connector_id === connector_id && one.key === object.key);
      if (document === undefined) throw notFound;
      const { target: _, ...tried } = compared(itemOf(document, 0), from, reveal);
      return tried;
    },
    export_cancel: ({ id }) => {
      const made = find(id);
      Object.assign(made.export, { status: "cancelled", ended_at: now() });
      stale("exports");
      return counted(made);
    },
    export_resume: ({ id }) => {
      const made = find(id);
      Object.assign(made.export, { status: "running", message: null, ended_at: null });
      made.items = made.items.filter((one) => one.state !== "failed");
      void work(made);
      stale("exports");
      return counted(made);
    },
  };
}
