/** The stand-in's transfers, deletions, links and properties: they move by themselves, nothing is moved. */
import type {
  Commands,
  DeleteReport,
  Document,
  Exposure,
  ExposureLevel,
  Problem,
  Selection,
  Transfer,
  TransferItem,
  TransferItemState,
} from "../bindings";
import type { ArgsOf, MessageOf, ResultOf } from "../client";
import { ago, type World } from "./world";

type Names =
  | "object_properties"
  | "object_link"
  | "selection_count"
  | "objects_delete"
  | "choose_files"
  | (keyof Commands & `transfer${string}`);

type Handlers = {
  [N in Names]: (args: ArgsOf<N>, say: (message: MessageOf<N>) => void) => ResultOf<N> | Promise<ResultOf<N>>;
};

interface Surroundings {
  world: World;
  wait: (steps?: number) => Promise<void>;
  stale: (...tags: string[]) => void;
  cancelled: ReadonlySet<string>;
}

const denied: Problem = {
  class: "permission_denied",
  message: "The credential may not do this here (s3:DeleteObject is missing).",
  remedy: "Grant s3:DeleteObject on this bucket, then try again.",
};
const busy: Problem = {
  class: "transient",
  message: "The source closed the connection.",
  remedy: "Retry the failed items.",
};

function exposureOf(level: ExposureLevel, now: number): Exposure {
  const text = {
    public: "The bucket policy lets anybody read its objects.",
    shared: "The access list names every user who has an account.",
    unknown: "The bucket policy could not be read.",
    private: "Public access is blocked for the whole bucket.",
  }[level];
  return {
    level,
    reasons: [
      {
        source: level === "private" ? "public_access_block" : "bucket_policy",
        level,
        text,
        ...(level === "unknown" ? { permission: "s3:GetBucketPolicy" } : {}),
      },
    ],
    checked_at: ago(now, 7_200_000),
  };
}

function began(now: number): Transfer[] {
  const base = { connector: "con_s3prod", connector_name: "Production exports", bucket: "acme-exports" };
  const make = (id: string, given: Partial<Transfer>): Transfer => ({
    ...base,
    id,
    kind: "download",
    prefix: "customers/2026/",
    folder: "/data/downloads",
    status: "completed",
    on_conflict: null,
    items: 40,
    done: 40,
    skipped: 0,
    failed: 0,
    conflicts: 0,
    bytes: 412_000_000,
    bytes_done: 412_000_000,
    first_problem: null,
    created_at: ago(now, 600_000),
    ended_at: ago(now, 540_000),
    ...given,
  });
  return [
    make("tra_4", {
      kind: "upload",
      prefix: "exports/",
      folder: "/data/reports",
      status: "running",
      items: 120,
      done: 31,
      bytes: 2_400_000_000,
      bytes_done: 610_000_000,
      created_at: ago(now, 90_000),
      ended_at: null,
    }),
    make("tra_3", {
      status: "needs_answer",
      items: 64,
      done: 52,
      conflicts: 12,
      bytes_done: 350_000_000,
      created_at: ago(now, 300_000),
      ended_at: null,
    }),
    make("tra_2", {
      status: "completed_with_errors",
      done: 37,
      failed: 3,
      bytes_done: 390_000_000,
      first_problem: busy,
    }),
    make("tra_1", { kind: "upload", prefix: "backups/", folder: "/data/backups" }),
  ];
}

export function transferHandlers({ world, wait, stale, cancelled }: Surroundings): Handlers {
  let transfers = world.connectors.length === 0 ? [] : began(world.now);
  let made = 0;

  const notFound: Problem = { class: "not_found", message: "This transfer is not there any more.", remedy: "" };
  const transferOf = (id: string) => {
    const found = transfers.find((one) => one.id === id);
    if (!found) throw notFound;
    return found;
  };
  const chosen = (id: string, selection: Selection): Document[] =>
    world.documents.filter(
      (one) =>
        one.connector_id === id &&
        one.bucket === selection.bucket &&
        one.state !== "gone" &&
        (selection.objects.includes(one.key) || selection.prefixes.some((prefix) => one.key.startsWith(prefix))),
    );
  const change = (id: string, patch: Partial<Transfer>): Transfer => {
    Object.assign(transferOf(id), patch);
    stale("transfers");
    return { ...transferOf(id) };
  };
  const start = (given: Pick<Transfer, "kind" | "connector" | "bucket" | "prefix" | "folder" | "items" | "bytes">) => {
    made += 1;
    const transfer: Transfer = {
      ...given,
      id: `tra_new${made}`,
      connector_name: world.connectors.find((one) => one.id === given.connector)?.name ?? "",
      status: "running",
      on_conflict: null,
      done: 0,
      skipped: 0,
      failed: 0,
      conflicts: 0,
      bytes_done: 0,
      first_problem: null,
      created_at: new Date().toISOString(),
      ended_at: null,
    };
    transfers = [transfer, ...transfers];
    stale("transfers");
    return { ...transfer };
  };
  const step = () => {
    for (const one of transfers) {
      if (one.status !== "running") continue;
      one.bytes_done = Math.min(one.bytes, one.bytes_done + 4_200_000);
      one.done = Math.floor(((one.items - one.failed - one.skipped) * one.bytes_done) / Math.max(1, one.bytes));
      if (one.bytes_done < one.bytes) continue;
      one.done = one.items - one.failed - one.skipped;
      one.status = "completed";
      one.ended_at = new Date().toISOString();
      stale("transfers", "browse", "documents");
    }
  };
  const itemsOf = (transfer: Transfer): TransferItem[] => {
    const documents = world.documents.filter((one) => one.connector_id === transfer.connector);
    return Array.from({ length: transfer.items }, (_, at): TransferItem => {
      const document = documents[at % Math.max(1, documents.length)];
      const name = document?.key.split("/").pop() ?? `file-${at}.csv`;
      const state: TransferItemState =
        at < transfer.failed
          ? "failed"
          : at < transfer.failed + transfer.conflicts
            ? "conflict"
            : at < transfer.failed + transfer.conflicts + transfer.done
              ? "done"
              : transfer.status === "running" && at < transfer.failed + transfer.conflicts + transfer.done + 4
                ? "running"
                : "waiting";
      const size = document?.size ?? 20_000;
      return {
        id: `${transfer.id}_${at}`,
        object: { bucket: transfer.bucket, key: `${transfer.prefix}${name}` },
        local_path: name,
        size,
        bytes_done: state === "done" ? size : state === "running" ? Math.floor(size / 3) : 0,
        state,
        problem: state === "failed" ? busy : null,
        sha256: state === "done" ? "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" : null,
        version: state === "done" ? `v${at}` : null,
        modified: null,
      };
    });
  };

  return {
    object_properties: async ({ id, object }) => {
      await wait();
      const document = world.documents.find(
        (one) => one.connector_id === id && one.bucket === object.bucket && one.key === object.key,
      );
      if (!document) throw { ...notFound, message: "The file is not there any more." };
      const local = object.bucket === "";
      return {
        meta: {
          object,
          size: document.size,
          version: document.version,
          modified: document.modified,
          storage_class: local ? null : "STANDARD",
          unreadable: null,
        },
        content_type: local ? null : "text/csv",
        system: local
          ? [{ name: "Mode", value: "rw-r--r--" }]
          : [
              { name: "Encryption", value: "AES256" },
              { name: "Cache-Control", value: "no-cache" },
              { name: "Checksum CRC64NVME", value: "kLm3H0Jw8nQ=" },
            ],
        metadata: local ? [] : [{ name: "x-amz-meta-owner", value: "billing" }],
        uri: local ? `/data/documents/${object.key}` : `s3://${object.bucket}/${object.key}`,
        exposure: exposureOf(document.exposure, world.now),
      };
    },
    object_link: async ({ object, seconds }) => {
      await wait();
      const shortened = seconds > 86_400;
      return {
        url: `https://${object.bucket}.objects.example/${encodeURIComponent(object.key)}?signature=5c1f0e`,
        expires_at: new Date(Date.now() + Math.min(seconds, 86_400) * 1000).toISOString(),
        shortened,
      };
    },
    selection_count: async ({ id, selection, task_id }, say) => {
      const all = chosen(id, selection);
      const sum = (rows: Document[], complete: boolean) => ({
        objects: rows.length,
        bytes: rows.reduce((bytes, one) => bytes + one.size, 0),
        complete,
        examples: rows.slice(0, 10).map((one) => one.key),
        problem: null,
      });
      for (let part = 1; part < 3; part += 1) {
        say(sum(all.slice(0, Math.floor((all.length * part) / 3)), false));
        await wait();
        if (cancelled.has(task_id))
          throw { class: "cancelled", message: "Counting was stopped.", remedy: "" } satisfies Problem;
      }
      say(sum(all, true));
      return sum(all, true);
    },
    objects_delete: async ({ id, selection, expected, task_id }, say) => {
      const all = chosen(id, selection);
      if (all.length > expected) {
        throw {
          class: "conflict",
          message: "There is more to delete now than was counted.",
          remedy: "Count again and confirm the new number.",
        } satisfies Problem;
      }
      const report: DeleteReport = {
        asked: all.length,
        deleted: 0,
        already_gone: 0,
        failed: 0,
        not_tried: all.length,
        failures: [],
        versioned: selection.bucket === "acme-exports",
      };
      for (const [at, document] of all.entries()) {
        if (at % 20 === 0) {
          say(structuredClone(report));
          await wait();
        }
        if (cancelled.has(task_id)) break;
        report.not_tried -= 1;
        if (at % 7 === 3) {
          report.failed += 1;
          report.failures.push({ object: { bucket: document.bucket, key: document.key }, problem: denied });
        } else {
          report.deleted += 1;
          document.state = "gone";
        }
      }
      stale("documents", "browse");
      return report;
    },
    choose_files: () => ["/data/reports/quarter-3.csv", "/data/reports/summary.pdf"],
    transfer_upload: ({ id, bucket, prefix, paths }) =>
      start({
        kind: "upload",
        connector: id,
        bucket,
        prefix,
        folder: paths[0]?.slice(0, paths[0].lastIndexOf("/")) ?? "",
        items: paths.length,
        bytes: paths.length * 30_000_000,
      }),
    transfer_download: ({ id, selection, folder }) => {
      const all = chosen(id, selection);
      return start({
        kind: "download",
        connector: id,
        bucket: selection.bucket,
        prefix: selection.prefixes[0] ?? "",
        folder,
        items: all.length,
        bytes: all.reduce((bytes, one) => bytes + one.size, 0),
      });
    },
    transfer_list: () => transfers,
    transfer_items: ({ transfer, state, page }) => {
      const rows = itemsOf(transferOf(transfer)).filter((one) => state === undefined || one.state === state);
      const from = page?.offset ?? 0;
      return { rows: rows.slice(from, from + (page?.limit ?? 200)), total: rows.length, next_cursor: null };
    },
    transfer_pause: ({ id }) => change(id, { status: "paused" }),
    transfer_resume: ({ id }) => change(id, { status: "running" }),
    transfer_retry: ({ id }) => change(id, { status: "running", failed: 0, first_problem: null, ended_at: null }),
    transfer_cancel: ({ id }) => change(id, { status: "cancelled", ended_at: new Date().toISOString() }),
    transfer_answer: ({ id, answer }) => change(id, { status: "running", on_conflict: answer, conflicts: 0 }),
    transfer_clear: () => {
      const before = transfers.length;
      transfers = transfers.filter((one) => one.ended_at === null);
      stale("transfers");
      return before - transfers.length;
    },
    transfer_show_folder: () => null,
    transfers_watch: async ({ task_id }, say) => {
      while (!cancelled.has(task_id)) {
        step();
        say(structuredClone(transfers));
        await new Promise((done) => setTimeout(done, 250));
      }
      return null;
    },
  };
}
