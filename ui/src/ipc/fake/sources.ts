/** Providers as the app describes them, for the stand-in and for tests. */
import type { JsonValue, ProviderDescriptor } from "../bindings";

const bucketIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#3399af" stroke-width="1.8"><path d="M4 6c0-1.700 3.600-3 8-3s8 1.300 8 3-3.600 3-8 3-8-1.300-8-3Z"/><path d="m4 6 2 13c.2 1.100 2.800 2 6 2s5.800-.9 6-2l2-13"/></svg>';
const folderIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#3399af" stroke-width="1.8"><path d="M3 6.500A1.500 1.500 0 0 1 4.500 5h4l2 2.500h9A1.500 1.500 0 0 1 21 9v8.500a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 17.500Z"/></svg>';

const able = {
  buckets: true,
  range_read: true,
  strong_version: true,
  ordered_listing: true,
  needs_credential: true,
  upload: true,
  delete: true,
  link: true,
  exposure: true,
};

const s3Config: JsonValue = {
  type: "object",
  properties: {
    auth: {
      type: "string",
      title: "Sign in with",
      default: "access_keys",
      oneOf: [
        { const: "access_keys", title: "Access keys" },
        { const: "assume_role", title: "A role" },
        { const: "profile", title: "AWS profile" },
        { const: "anonymous", title: "Nothing" },
      ],
    },
    role_arn: {
      type: "string",
      title: "Role",
      description: "The ARN of the role to assume, from its page in the AWS console.",
      "x-example": "arn:aws:iam::123456789012:role/tidegate",
      pattern: "^\\s*arn:aws(-cn|-us-gov|-eusc)?:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+\\s*$",
      "x-pattern-hint": "A role's ARN looks like arn:aws:iam::123456789012:role/name.",
      "x-show-when": { auth: "assume_role" },
    },
    base: {
      type: "string",
      title: "The role is assumed by",
      default: "access_keys",
      enum: ["access_keys", "profile"],
      "x-enum-titles": ["Access keys", "AWS profile"],
      "x-show-when": { auth: "assume_role" },
    },
    external_id: {
      type: "string",
      title: "External ID",
      description: "Only when the role's owner gave you one.",
      "x-show-when": { auth: "assume_role" },
    },
    profile: {
      type: "string",
      title: "Profile",
      description: "Of the AWS tools on this computer.",
      "x-widget": "choice",
      "x-show-when": { auth: ["profile", "assume_role"] },
    },
    region: {
      type: "string",
      title: "Region",
      description: "Empty: found out, bucket by bucket.",
      "x-placeholder": "eu-central-1",
      "x-example": "eu-central-1",
      pattern: "^[a-z0-9-]*$",
      "x-pattern-hint": "A region has small letters, digits and dashes only, such as eu-central-1.",
    },
    endpoint: {
      type: "string",
      title: "Endpoint",
      description: "The service's address. Leave it empty for Amazon.",
      "x-placeholder": "https://s3.example.org",
    },
    path_style: {
      type: "boolean",
      title: "Bucket in the path",
      description: "Most compatible services want https://host/bucket and not https://bucket.host.",
      default: false,
      "x-advanced": true,
    },
    requester_pays: {
      type: "boolean",
      title: "Pay for requests",
      description: "For buckets whose owner lets whoever reads them pay.",
      default: false,
      "x-advanced": true,
    },
    sts_endpoint: {
      type: "string",
      title: "STS endpoint",
      "x-advanced": true,
      "x-show-when": { auth: "assume_role" },
    },
  },
};

const keys = { auth: ["access_keys", "assume_role"], base: "access_keys" };

const s3: ProviderDescriptor = {
  id: "s3",
  title: "Amazon S3 and compatible",
  summary: "Buckets at Amazon, or in any storage that speaks S3, such as MinIO, Ceph or R2.",
  icon_svg: bucketIcon,
  setup:
    "Make an access key that may list the bucket and read its objects: s3:ListBucket and s3:GetObject are enough. Add s3:ListAllMyBuckets to choose buckets from a list.",
  config_schema: s3Config,
  credential_schema: {
    type: "object",
    required: ["access_key_id", "secret_access_key"],
    properties: {
      access_key_id: {
        type: "string",
        title: "Access key ID",
        "x-placeholder": "AKIA…",
        pattern: "^[A-Za-z0-9._-]+$",
        "x-pattern-hint": "An access key ID has letters and digits only.",
        "x-show-when": keys,
      },
      secret_access_key: { type: "string", title: "Secret access key", "x-secret": true, "x-show-when": keys },
      session_token: {
        type: "string",
        title: "Session token",
        description: "Only with temporary keys.",
        "x-secret": true,
        "x-advanced": true,
        "x-show-when": keys,
      },
    },
  },
  presets: [
    {
      id: "minio",
      title: "MinIO",
      hint: "Its console makes access keys under Access Keys.",
      config: { endpoint: "https://<host>:9000", region: "us-east-1", path_style: true },
    },
    {
      id: "cloudflare_r2",
      title: "Cloudflare R2",
      hint: "The account ID is on R2's overview page. It has no regions.",
      config: { endpoint: "https://<account>.r2.cloudflarestorage.com", region: "auto", path_style: true },
    },
    {
      id: "wasabi",
      title: "Wasabi",
      hint: "Each region has its own address.",
      config: { endpoint: "https://s3.<region>.wasabisys.com", region: "<region>" },
    },
  ],
  capabilities: able,
};

const gcs: ProviderDescriptor = {
  id: "gcs",
  title: "Google Cloud Storage",
  summary: "Buckets of a Google Cloud project.",
  icon_svg: bucketIcon,
  setup: "Make a service account with the role Storage Object Viewer, and a key for it as JSON.",
  config_schema: {
    type: "object",
    properties: {
      auth: {
        type: "string",
        title: "Sign in with",
        default: "service_account",
        oneOf: [
          { const: "service_account", title: "Service account" },
          { const: "workload_identity", title: "Workload identity" },
          { const: "anonymous", title: "Nothing" },
        ],
      },
      project_id: {
        type: "string",
        title: "Project ID",
        description: "Needed to list buckets.",
        pattern: "^[a-z][a-z0-9:.-]{4,}$",
        "x-pattern-hint": "Copy the ID, not the name: small letters, digits and dashes.",
        "x-example": "acme-data-4711",
      },
      wif_provider: {
        type: "string",
        title: "Identity provider",
        "x-example": "projects/1234/locations/global/workloadIdentityPools/pool/providers/own",
        "x-show-when": { auth: "workload_identity" },
      },
      service_account_email: {
        type: "string",
        title: "Service account to act as",
        "x-show-when": { auth: "workload_identity" },
      },
      credential_source: {
        type: "string",
        title: "The token comes from",
        default: "file",
        enum: ["file", "url"],
        "x-enum-titles": { file: "A file", url: "An address" },
        "x-show-when": { auth: "workload_identity" },
      },
      credential_file: {
        type: "string",
        title: "Token file",
        "x-show-when": { credential_source: "file", auth: "workload_identity" },
      },
      credential_url: {
        type: "string",
        title: "Token address",
        "x-show-when": { credential_source: "url", auth: "workload_identity" },
      },
      endpoint: { type: "string", title: "Endpoint", "x-advanced": true },
    },
    required: ["wif_provider"],
  },
  credential_schema: {
    type: "object",
    required: ["service_account"],
    properties: {
      service_account: {
        type: "string",
        title: "Key file",
        description: "The JSON file that Google made for the service account.",
        "x-secret": true,
        "x-widget": "file",
        "x-show-when": { auth: "service_account" },
      },
    },
  },
  presets: [],
  capabilities: able,
};

const azure: ProviderDescriptor = {
  id: "azure_blob",
  title: "Azure Blob Storage",
  summary: "Containers of a storage account.",
  icon_svg: bucketIcon,
  setup: "Give an app registration the role Storage Blob Data Reader, or take a key of the account.",
  config_schema: {
    type: "object",
    required: ["storage_account", "tenant_id", "client_id"],
    properties: {
      auth: {
        type: "string",
        title: "Sign in with",
        default: "account_key",
        oneOf: [
          { const: "account_key", title: "Account key" },
          { const: "client_secret", title: "App registration" },
          { const: "sas", title: "SAS token" },
        ],
      },
      storage_account: {
        type: "string",
        title: "Storage account",
        pattern: "^[a-z0-9]{3,24}$",
        "x-pattern-hint": "3 to 24 small letters and digits, as in https://NAME.blob.core.windows.net.",
        "x-example": "acmedata",
      },
      tenant_id: { type: "string", title: "Tenant ID", "x-show-when": { auth: "client_secret" } },
      client_id: { type: "string", title: "Client ID", "x-show-when": { auth: "client_secret" } },
      endpoint: { type: "string", title: "Endpoint", "x-advanced": true },
    },
  },
  credential_schema: {
    type: "object",
    required: ["account_key", "client_secret", "sas_token"],
    properties: {
      account_key: { type: "string", title: "Account key", "x-secret": true, "x-show-when": { auth: "account_key" } },
      client_secret: {
        type: "string",
        title: "Client secret",
        "x-secret": true,
        "x-show-when": { auth: "client_secret" },
      },
      sas_token: { type: "string", title: "SAS token", "x-secret": true, "x-show-when": { auth: "sas" } },
    },
  },
  presets: [],
  capabilities: able,
};

const local: ProviderDescriptor = {
  id: "local",
  title: "Folder on this machine",
  summary: "A folder on a disk of this machine, or one that is mounted here.",
  icon_svg: folderIcon,
  setup: "Choose a folder that you can open. Links are not followed out of it.",
  config_schema: {
    type: "object",
    required: ["path"],
    properties: {
      path: {
        type: "string",
        title: "Folder",
        description: "Its full path.",
        "x-widget": "folder",
        "x-placeholder": "/data/documents",
      },
      stay_on_device: {
        type: "boolean",
        title: "Stay on this disk",
        description: "Leave out other disks that are mounted inside the folder.",
        default: false,
        "x-advanced": true,
      },
    },
  },
  credential_schema: null,
  presets: [],
  capabilities: {
    ...able,
    buckets: false,
    strong_version: false,
    needs_credential: false,
    link: false,
  },
};

export const providers: ProviderDescriptor[] = [s3, gcs, azure, local];
