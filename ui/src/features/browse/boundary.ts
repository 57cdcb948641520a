/**
 * Where a connector may write and delete: its export base, as its settings say it.
 *
 * The engine decides, and more strictly; this tells in advance what it would refuse anyhow.
 */
import type { Connector, Selection } from "../../ipc/bindings";

export interface Boundary {
  bucket: string;
  /** Ends with `/`, or is empty: then it is all of the bucket. */
  prefix: string;
}

/** Undefined when nothing says where: the connector covers several buckets and none is chosen. */
export function boundaryOf(
  { export_base_path, buckets }: Pick<Connector, "export_base_path" | "buckets">,
  hasBuckets: boolean,
): Boundary | undefined {
  const path = (export_base_path ?? "").replace(/^\/+/, "");
  const folder = (prefix: string) => (prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`);
  if (!hasBuckets) return { bucket: "", prefix: folder(path) };
  if (path === "") {
    const [only, ...more] = buckets;
    return only === undefined || more.length > 0 ? undefined : { bucket: only, prefix: "" };
  }
  const slash = path.indexOf("/");
  return slash < 0
    ? { bucket: path, prefix: "" }
    : { bucket: path.slice(0, slash), prefix: folder(path.slice(slash + 1)) };
}

export function isInside({ bucket, prefix }: Boundary, selection: Selection): boolean {
  const below = (key: string) => key.startsWith(prefix);
  return selection.bucket === bucket && selection.objects.every(below) && selection.prefixes.every(below);
}
