/** Places of copies in words. */
import type { Connector, ExportTo } from "../ipc/bindings";

/** The place of the copies as one text: a folder, or a connector and what is below it. */
export function placeText(to: ExportTo, connectors: readonly Pick<Connector, "id" | "name">[] | undefined): string {
  if (to.kind === "folder") return to.path;
  const name = connectors?.find(({ id }) => id === to.connector_id)?.name ?? to.connector_id;
  const below = to.bucket === "" || to.prefix === "" ? `${to.bucket}${to.prefix}` : `${to.bucket}/${to.prefix}`;
  return below === "" ? name : `${name}: ${below}`;
}
