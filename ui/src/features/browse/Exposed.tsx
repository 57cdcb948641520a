/** A row's sign of who can reach it: of every bucket, and of files that others than the owner may reach. */
import { useEffect, useState } from "react";
import type { Node, ObjectRef } from "../../ipc/bindings";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { useBucketExposure, useDocument, useSensitivity } from "./queries";

/** A row that passes by while scrolling is not asked about. */
const SETTLED_MS = 200;

interface Props {
  connectorId: string;
  node: Node;
  /** There is no room for the word. */
  brief: boolean;
}

export function Exposed({ connectorId, node, brief }: Props) {
  if (node.kind === "bucket") return <OfBucket connectorId={connectorId} name={node.name} />;
  if (node.kind === "object") {
    return <OfObject key={node.object.key} connectorId={connectorId} object={node.object} brief={brief} />;
  }
  return null;
}

function OfBucket({ connectorId, name }: { connectorId: string; name: string }) {
  const known = useBucketExposure(connectorId, true);
  // Never read is as good as unknown.
  return known.data === undefined ? null : <ExposureBadge level={known.data.get(name) ?? "unknown"} />;
}

function OfObject({ connectorId, object, brief }: { connectorId: string; object: ObjectRef; brief: boolean }) {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  // Only what a run has seen has anything known of it.
  const seen = (useSensitivity(connectorId, object.bucket, object.key).data ?? null) !== null;
  const level = useDocument(connectorId, settled && seen ? object : undefined).data?.exposure;
  return level === undefined || level === "private" ? null : <ExposureBadge level={level} brief={brief} />;
}
