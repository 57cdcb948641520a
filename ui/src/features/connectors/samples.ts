/** Providers and connectors for the tests of this feature. */
import type { Connector, ProviderDescriptor } from "../../ipc/bindings";

export const folder: ProviderDescriptor = {
  id: "local",
  title: "Folder",
  summary: "A folder on this computer.",
  icon_svg: "<svg xmlns='http://www.w3.org/2000/svg'/>",
  setup: "Choose a folder that you may read.",
  config_schema: {
    type: "object",
    required: ["path"],
    properties: {
      path: { type: "string", title: "Folder", "x-widget": "folder" },
      stay_on_device: { type: "boolean", title: "Stay on this disk", default: false, "x-advanced": true },
    },
  },
  credential_schema: null,
  presets: [],
  capabilities: {
    buckets: false,
    range_read: true,
    strong_version: false,
    ordered_listing: true,
    needs_credential: false,
    upload: false,
    delete: false,
    link: false,
    exposure: false,
  },
};

export const cloud: ProviderDescriptor = {
  id: "s3",
  title: "S3",
  summary: "Buckets.",
  icon_svg: "<svg xmlns='http://www.w3.org/2000/svg'/>",
  setup: "",
  config_schema: {
    type: "object",
    required: ["auth", "region"],
    properties: {
      auth: { type: "string", title: "Method", enum: ["keys", "role"], default: "keys" },
      region: { type: "string", title: "Region" },
      role_arn: { type: "string", title: "Role", "x-show-when": { auth: "role" } },
    },
  },
  credential_schema: {
    type: "object",
    required: ["access_key_id", "secret_access_key"],
    properties: {
      access_key_id: { type: "string", title: "Access key", "x-show-when": { auth: "keys" } },
      secret_access_key: { type: "string", title: "Secret key", "x-secret": true, "x-show-when": { auth: "keys" } },
    },
  },
  presets: [],
  capabilities: {
    buckets: true,
    range_read: true,
    strong_version: true,
    ordered_listing: true,
    needs_credential: true,
    upload: true,
    delete: true,
    link: true,
    exposure: true,
  },
};

export function connector(part: Partial<Connector> = {}): Connector {
  return {
    id: "con_1",
    name: "Archive",
    provider: "s3",
    config: { auth: "keys", region: "eu-central-1" },
    has_credential: true,
    scopes: ["import"],
    export_base_path: null,
    import_mode: "all",
    schedule_cron: "30 2 * * *",
    timezone: "Europe/Berlin",
    policy_id: null,
    copies: null,
    active: true,
    status: "active",
    status_message: null,
    collection: "Finance",
    findings_count: 12,
    risk_score: 40,
    exposure: null,
    last_sync_at: "2026-11-20T02:30:00Z",
    next_sync_at: "2026-11-22T01:30:00Z",
    changes_seen_at: null,
    created_at: "2026-10-01T00:00:00Z",
    updated_at: "2026-10-01T00:00:00Z",
    deleted_at: null,
    buckets: ["archive"],
    prefixes: [],
    patterns: [],
    exclude: [],
    file_types: [],
    max_object_size: null,
    ...part,
  };
}
