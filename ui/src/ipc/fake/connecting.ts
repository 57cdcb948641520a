/** Choices, recognised texts, other tools' connections, grants and exposure, as the app would answer them. */
import type {
  BucketExposure,
  Connector,
  ConnectorDraft,
  ForeignConnection,
  ForeignConnections,
  JsonValue,
  PolicyText,
  Problem,
  Recognised,
} from "../bindings";
import type { ArgsOf } from "../client";

interface World {
  connectorOf: (id: string) => Connector;
  created: (draft: ConnectorDraft) => Connector;
  changed: (id: string, patch: Partial<Connector>) => Connector;
  wait: (steps?: number) => Promise<void>;
  isCancelled: (taskId: string) => boolean;
}

/** Made-up keys that are nobody's. */
export function recognised(text: string): Recognised | null {
  const id = /\b(A[KS]IA[A-Z0-9]{16})\b/u.exec(text)?.[1];
  if (id !== undefined) {
    const secret = /(?:secret_access_key|SECRET_ACCESS_KEY)["']?\s*[=:]\s*["']?([A-Za-z0-9/+=]{20,})/u.exec(text)?.[1];
    return {
      provider: "s3",
      what: secret === undefined ? "an access key ID" : "an access key pair",
      config: { auth: "access_keys" },
      credential: { access_key_id: id, ...(secret === undefined ? {} : { secret_access_key: secret }) },
    };
  }
  const account = /AccountName=([a-z0-9]+)/u.exec(text)?.[1];
  if (account !== undefined) {
    const key = /AccountKey=([A-Za-z0-9+/=]+)/u.exec(text)?.[1];
    return {
      provider: "azure_blob",
      what: "a connection string",
      config: { auth: "account_key", storage_account: account },
      credential: { ...(key === undefined ? {} : { account_key: key }) },
    };
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null && "type" in json && json.type === "service_account") {
      const project = "project_id" in json ? (json.project_id as JsonValue) : null;
      return {
        provider: "gcs",
        what: "a service account's key file",
        config: { auth: "service_account", project_id: project },
        credential: { service_account: text },
      };
    }
  } catch {
    // Not JSON.
  }
  return text.startsWith("/data/")
    ? { provider: "local", what: "a folder", config: { path: text.trim() }, credential: null }
    : null;
}

function foreign(id: string, tool: string, file: string, part: Partial<ForeignConnection>): ForeignConnection {
  return {
    id,
    tool,
    file,
    name: id.split("/").pop() ?? id,
    provider: "s3",
    config: { auth: "access_keys" },
    buckets: [],
    has_credential: true,
    summary: "",
    refused: null,
    ...part,
  };
}

export const foreignFound: ForeignConnections = {
  connections: [
    foreign("aws/default", "AWS profile", "/data/ada/.aws/credentials", {
      summary: "Amazon S3, eu-central-1, access keys",
    }),
    foreign("aws/audit", "AWS profile", "/data/ada/.aws/config", {
      summary: "Amazon S3, role arn:aws:iam::123456789012:role/audit, assumed by default",
    }),
    foreign("aws/legacy-sso", "AWS profile", "/data/ada/.aws/config", {
      summary: "Amazon S3, single sign-on",
      has_credential: false,
      refused: "It signs in through a program, which Tidegate does not run. Make an access key for it instead.",
    }),
    foreign("rclone/backup", "rclone", "/data/ada/.config/rclone/rclone.conf", {
      summary: "https://objects.partner.example, access keys",
      buckets: ["partner-drop"],
    }),
    foreign("rclone/photos", "rclone", "/data/ada/.config/rclone/rclone.conf", {
      provider: "gcs",
      summary: "Google Cloud Storage, project acme-data-4711, key file",
    }),
  ],
  files: [
    { tool: "AWS profile", path: "/data/ada/.aws/credentials", found: true, problem: null },
    { tool: "AWS profile", path: "/data/ada/.aws/config", found: true, problem: null },
    { tool: "rclone", path: "/data/ada/.config/rclone/rclone.conf", found: true, problem: null },
    { tool: "mc", path: "/data/ada/.mc/config.json", found: false, problem: null },
    {
      tool: "Cyberduck",
      path: "/data/ada/.duck/bookmarks",
      found: true,
      problem: "The folder may not be opened. Allow yourself to read it, then look again.",
    },
  ],
};

function policies({ scope, uses }: ArgsOf<"connector_policies">): PolicyText[] {
  const buckets = scope.buckets.length > 0 ? scope.buckets : ["BUCKET"];
  const text = (actions: string[]) =>
    JSON.stringify(
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: actions,
            Resource: buckets.flatMap((bucket) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]),
          },
        ],
      },
      null,
      2,
    );
  const read = {
    title: "To list and read",
    hint: "Put it into a policy of the user or role whose keys these are.",
    language: "json",
    text: text(["s3:ListBucket", "s3:GetBucketLocation", "s3:GetObject"]),
  };
  const write = {
    title: "To write redacted copies",
    hint: "Add it to the same policy.",
    language: "json",
    text: text(["s3:PutObject", "s3:AbortMultipartUpload"]),
  };
  return uses.includes("export") ? [read, write] : [read];
}

function exposureOf(connector: Connector, at: string): BucketExposure[] {
  if (connector.provider === "local") {
    return [
      {
        bucket: "",
        exposure: {
          level: "unknown",
          checked_at: at,
          reasons: [{ source: "file_mode", level: "unknown", text: "The folder's mode could not be read." }],
        },
      },
    ];
  }
  return connector.buckets.map((bucket, index) => ({
    bucket,
    exposure:
      index === 0
        ? {
            level: "public",
            checked_at: at,
            reasons: [
              {
                source: "bucket_policy",
                level: "public",
                text: "The policy lets everyone read objects below public/.",
              },
              { source: "public_access_block", level: "public", text: "Public access is not blocked for this bucket." },
            ],
          }
        : {
            level: "unknown",
            checked_at: at,
            reasons: [
              {
                source: "bucket_policy",
                level: "unknown",
                text: "The policy could not be read.",
                permission: "s3:GetBucketPolicyStatus",
              },
              { source: "bucket_acl", level: "private", text: "The access list names the owner only." },
            ],
          },
  }));
}

const worst = ["private", "unknown", "shared", "public"] as const;

export function connecting({ connectorOf, created, changed, wait, isCancelled }: World) {
  return {
    provider_choices: async ({ field }: ArgsOf<"provider_choices">) => {
      await wait();
      return field === "profile"
        ? [
            { value: "default", label: "default", detail: "Access keys, eu-central-1", refused: null },
            { value: "audit", label: "audit", detail: "Role audit, assumed by default", refused: null },
            {
              value: "legacy-sso",
              label: "legacy-sso",
              detail: "Single sign-on",
              refused: "It signs in through a program, which Tidegate does not run.",
            },
          ]
        : [];
    },
    paste_recognise: ({ text }: ArgsOf<"paste_recognise">) => recognised(text),
    foreign_connections: async () => {
      await wait();
      return foreignFound;
    },
    foreign_take: async ({ ids }: ArgsOf<"foreign_take">) => {
      await wait(3);
      const found = foreignFound.connections.filter((one) => ids.includes(one.id));
      const failed = found.filter((one) => one.id === "rclone/photos");
      return {
        connectors: found
          .filter((one) => !failed.includes(one))
          .map((one) =>
            created({
              name: one.name,
              provider: one.provider,
              config: one.config,
              scopes: ["import"],
              import_mode: "all",
              buckets: one.buckets,
              prefixes: [],
              patterns: [],
              exclude: [],
              file_types: [],
              max_object_size: null,
            }),
          ),
        failures: failed.map((one) => ({
          id: one.id,
          problem: {
            class: "not_found",
            message: "The key file that it names is not there.",
            remedy: "Put it back, then import again.",
          } satisfies Problem,
        })),
      };
    },
    connector_policies: (asked: ArgsOf<"connector_policies">) => policies(asked),
    connector_exposure: ({ id }: ArgsOf<"connector_exposure">) => {
      const connector = connectorOf(id);
      return connector.exposure === null ? [] : exposureOf(connector, connector.updated_at);
    },
    connector_refresh_permissions: async ({ id, task_id }: ArgsOf<"connector_refresh_permissions">) => {
      for (let step = 0; step < 8; step += 1) {
        await wait();
        if (isCancelled(task_id)) {
          throw { class: "cancelled", message: "Reading the permissions was stopped.", remedy: "" } satisfies Problem;
        }
      }
      const read = exposureOf(connectorOf(id), new Date().toISOString());
      const level = worst.findLast((one) => read.some(({ exposure }) => exposure.level === one)) ?? null;
      changed(id, { exposure: level });
      return read;
    },
  };
}
