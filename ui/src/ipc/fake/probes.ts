/** Steps of a test as the app would report them: passed, refused for want of a working key, not told. */
import type { Probe } from "../bindings";

export function passedProbe(name: string, title: string, detail: string): Probe {
  return { name, title, outcome: "passed", detail, remedy: "", class: null, latency_ms: 20 + name.length * 9 };
}

/** A key that the source refuses: what comes before it works, what comes after is not tried. */
export function refusedProbe(name: string, title: string, detail: string): Probe {
  if (name === "resolve" || name === "connect") return passedProbe(name, title, detail);
  if (name !== "authenticate") {
    return { name, title, outcome: "skipped", detail: "", remedy: "", class: null, latency_ms: 0 };
  }
  return {
    name,
    title,
    outcome: "failed",
    detail: "The source refused the access key.",
    remedy: "Make a new access key and enter it in the connector.",
    class: "auth_expired",
    latency_ms: 128,
  };
}

export const exposureProbe: Probe = {
  name: "exposure",
  title: "Read who can reach it",
  outcome: "indeterminate",
  detail: "The policy of acme-support could not be read.",
  remedy: "Allow s3:GetBucketPolicyStatus on it, then test again.",
  class: "permission_denied",
  permission: "s3:GetBucketPolicyStatus",
  latency_ms: 61,
};
