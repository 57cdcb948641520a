/**
 * Why an action cannot be done with what is chosen, in words; undefined when it can.
 *
 * It knows what the connector may be used for, what the provider can do, and what was refused lately.
 */
import type { TFunction } from "i18next";
import type { Capabilities, Connector } from "../../ipc/bindings";
import type { Chosen } from "./chosen";
import type { Deniable } from "./denials";

export type What =
  | "open"
  | "preview"
  | "download"
  | "upload"
  | "copyKey"
  | "copyUri"
  | "link"
  | "properties"
  | "delete";

interface Situation {
  chosen: Chosen;
  connector: Connector | undefined;
  capabilities: Capabilities | undefined;
  /** The list shows buckets: nothing can be put beside them. */
  amongBuckets: boolean;
  denied: (what: Deniable) => string | undefined;
}

export function refusalOf(t: TFunction<"browse">, what: What, situation: Situation): string | undefined {
  const { chosen, connector, capabilities, amongBuckets, denied } = situation;
  const reads = connector?.scopes.includes("import") ?? false;
  const writes = connector?.scopes.includes("export") ?? false;
  const none = chosen.nodes.length === 0 ? t("refusal.nothing") : undefined;
  const oneFile = none ?? (chosen.file === undefined ? t("refusal.oneFile") : undefined);
  const oneBucket = none ?? (chosen.selection === undefined ? t("refusal.oneBucket") : undefined);
  switch (what) {
    case "open":
      return none ?? (chosen.single === undefined ? t("refusal.oneRow") : undefined);
    case "preview":
      return oneFile ?? (chosen.file?.unreadable ? t(`reason.${chosen.file.unreadable}`) : undefined);
    case "properties":
    case "copyUri":
      return oneFile;
    case "copyKey":
      return none;
    case "download":
      return oneBucket ?? (reads ? denied("download") : t("refusal.noImport"));
    case "upload":
      if (capabilities?.upload !== true) return t("refusal.noUpload");
      if (!writes) return t("refusal.noExport");
      return amongBuckets ? t("refusal.openBucket") : denied("upload");
    case "link":
      if (capabilities?.link !== true) return t("refusal.noLink");
      return oneFile ?? (reads ? denied("link") : t("refusal.noImport"));
    case "delete":
      if (capabilities?.delete !== true) return t("refusal.noDelete");
      if (!writes) return t("refusal.noExport");
      if (chosen.buckets > 0) return t("refusal.buckets");
      return oneBucket ?? denied("delete");
  }
}
