/** How sensitive a row of the browser is, as far as it was examined. Unexamined is never shown as clean. */
import { useTranslation } from "react-i18next";
import type { Node, Sensitivity } from "../../ipc/bindings";
import { SeverityBadge } from "../../kit/badges";
import { count } from "../../kit/format";
import classes from "./browse.module.css";
import { keyOf } from "./order";
import { useSensitivity } from "./queries";

/** Why nothing of it was examined: what a sync could not read or passed over is not waiting for one. */
function unexamined(state: Sensitivity["state"]) {
  if (state === "failed") return "sensitivity.failed" as const;
  return state === "skipped" ? ("sensitivity.skipped" as const) : ("sensitivity.unknown" as const);
}

export function Sensitive({ connectorId, bucket, node }: { connectorId: string; bucket: string; node: Node }) {
  const { t } = useTranslation("browse");
  const key = keyOf(node);
  const isBucket = node.kind === "bucket";
  const known = useSensitivity(connectorId, isBucket ? key : bucket, isBucket ? "" : key).data ?? null;
  if (known === null) return null;
  const { examined, documents, findings, worst, state } = known;
  const part =
    examined < documents ? t("sensitivity.partly", { examined: count(examined), documents: count(documents) }) : "";
  if (worst !== null && findings > 0) {
    const words = t("sensitivity.findings", { count: findings, shown: count(findings) });
    return (
      <span className={classes.sensitive} title={[words, part].filter((one) => one !== "").join(", ")}>
        <SeverityBadge severity={worst} />
        <span className={classes.quiet}>{count(findings)}</span>
      </span>
    );
  }
  const words = examined === 0 ? t(unexamined(state)) : part === "" ? t("sensitivity.clean") : part;
  return (
    <span className={classes.quiet} title={words}>
      {words}
    </span>
  );
}
