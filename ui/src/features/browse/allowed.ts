/**
 * Why an action cannot be done with what is chosen, in words; undefined when it can.
 *
 * It knows what the connector may be used for, what the provider can do, and what was refused lately.
 */
import type { TFunction } from "i18next";
import type { Capabilities, Connector, Selection } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { boundaryOf, isInside } from "./boundary";
import type { Chosen } from "./chosen";
import type { Deniable } from "./denials";
import { pathText } from "./keys";

export type What =
  | "open"
  | "preview"
  | "download"
  | "upload"
  | "copyKey"
  | "copyUri"
  | "link"
  | "properties"
  | "redact"
  | "delete";

/** Files that can be named one by one for redacted copies. */
export const COPIED_MOST = 200;

interface Situation {
  chosen: Chosen;
  connector: Connector | undefined;
  capabilities: Capabilities | undefined;
  /** The list shows buckets: nothing can be put beside them. */
  amongBuckets: boolean;
  /** The place that is shown: uploads go there. */
  here: { bucket: string; prefix: string };
  denied: (what: Deniable) => string | undefined;
}

export function refusalOf(t: TFunction<"browse">, what: What, situation: Situation): string | undefined {
  const { chosen, connector, capabilities, amongBuckets, here, denied } = situation;
  const none = chosen.nodes.length === 0 ? t("refusal.nothing") : undefined;
  const oneFile = none ?? (chosen.file === undefined ? t("refusal.oneFile") : undefined);
  const oneBucket = none ?? (chosen.selection === undefined ? t("refusal.oneBucket") : undefined);
  switch (what) {
    case "open":
      return none ?? (chosen.single === undefined ? t("refusal.oneRow") : undefined);
    case "preview":
      return oneFile ?? (chosen.file?.unreadable ? t(`kit:skip.${chosen.file.unreadable}`) : undefined);
    case "properties":
    case "copyUri":
      return oneFile;
    case "copyKey":
      return none;
    case "download":
      return oneBucket ?? denied("download");
    case "redact": {
      // Without a choice it is for the place that is shown.
      const { selection } = chosen;
      if (chosen.nodes.length === 0) return undefined;
      if (selection === undefined) return t("refusal.oneBucket");
      if (selection.prefixes.length > 1 || (selection.prefixes.length === 1 && selection.objects.length > 0))
        return t("refusal.oneFolder");
      return selection.objects.length > COPIED_MOST
        ? t("refusal.tooManyFiles", { shown: count(COPIED_MOST) })
        : undefined;
    }
    case "upload":
      if (capabilities?.upload !== true) return t("refusal.noUpload");
      if (amongBuckets) return t("refusal.openBucket");
      return (
        writing(t, connector, capabilities, { bucket: here.bucket, objects: [], prefixes: [here.prefix] }) ??
        denied("upload")
      );
    case "link":
      if (capabilities?.link !== true) return t("refusal.noLink");
      return oneFile ?? denied("link");
    case "delete":
      if (capabilities?.delete !== true) return t("refusal.noDelete");
      if (chosen.buckets > 0) return t("refusal.buckets");
      return writing(t, connector, capabilities, chosen.selection) ?? oneBucket ?? denied("delete");
  }
}

/** Why nothing may be written to or deleted from these places. */
function writing(
  t: TFunction<"browse">,
  connector: Connector | undefined,
  capabilities: Capabilities,
  places: Selection | undefined,
): string | undefined {
  if (connector?.scopes.includes("export") !== true) return t("refusal.noExport");
  const boundary = boundaryOf(connector, capabilities.buckets);
  if (boundary === undefined) return t("refusal.noBase");
  if (places === undefined || isInside(boundary, places)) return undefined;
  return t("refusal.outside", { place: pathText(boundary.bucket, boundary.prefix) });
}
