/** Providers and detectors as the app describes them, for the stand-in. */
import type { DetectorInfo, JsonValue, ProviderDescriptor } from "../bindings";

const bucketIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#3399af" stroke-width="1.8"><path d="M4 6c0-1.700 3.600-3 8-3s8 1.300 8 3-3.600 3-8 3-8-1.300-8-3Z"/><path d="m4 6 2 13c.2 1.100 2.800 2 6 2s5.800-.9 6-2l2-13"/></svg>';
const folderIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#3399af" stroke-width="1.8"><path d="M3 6.500A1.500 1.500 0 0 1 4.500 5h4l2 2.500h9A1.500 1.500 0 0 1 21 9v8.500a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 17.500Z"/></svg>';

const s3Config: JsonValue = {
  type: "object",
  required: ["auth", "region"],
  properties: {
    auth: {
      type: "string",
      title: "Sign in with",
      default: "keys",
      oneOf: [
        { const: "keys", title: "Access keys" },
        { const: "profile", title: "A profile of this machine" },
        { const: "anonymous", title: "Nothing (public buckets)" },
      ],
    },
    region: { type: "string", title: "Region", "x-placeholder": "eu-central-1", "x-example": "eu-central-1" },
    profile: { type: "string", title: "Profile", "x-placeholder": "default", "x-show-when": { auth: "profile" } },
    endpoint: {
      type: "string",
      title: "Endpoint",
      description: "Only for storage that is not Amazon's.",
      "x-placeholder": "https://storage.example.net",
      "x-advanced": true,
    },
    path_style: {
      type: "boolean",
      title: "Bucket in the path",
      description: "Most storage that is not Amazon's needs it.",
      default: false,
      "x-advanced": true,
    },
  },
};

const s3Credential: JsonValue = {
  type: "object",
  required: ["access_key_id", "secret_access_key"],
  properties: {
    access_key_id: {
      type: "string",
      title: "Access key ID",
      "x-placeholder": "AKIA…",
      "x-show-when": { auth: "keys" },
    },
    secret_access_key: {
      type: "string",
      title: "Secret access key",
      "x-secret": true,
      "x-show-when": { auth: "keys" },
    },
    session_token: {
      type: "string",
      title: "Session token",
      description: "Only for keys that run out.",
      "x-secret": true,
      "x-advanced": true,
      "x-show-when": { auth: "keys" },
    },
  },
};

export const providers: ProviderDescriptor[] = [
  {
    id: "s3",
    title: "Amazon S3 and compatible",
    summary: "Buckets at Amazon, or in any storage that speaks S3, such as MinIO, Ceph or R2.",
    icon_svg: bucketIcon,
    setup:
      "Make an access key that may list the bucket and read its objects: s3:ListBucket and s3:GetObject are enough. Add s3:ListAllMyBuckets to choose buckets from a list.",
    config_schema: s3Config,
    credential_schema: s3Credential,
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
  },
  {
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
  },
];

function detector(
  id: string,
  title: string,
  category: DetectorInfo["category"],
  severity: DetectorInfo["severity"],
  description: string,
): DetectorInfo {
  return { id, title, category, severity, version: 1, description, examples: [], counterexamples: [] };
}

export const detectors: DetectorInfo[] = [
  detector(
    "payment_card",
    "Payment card number",
    "financial",
    "critical",
    "13 to 19 digits that pass the Luhn checksum and start as an issuer's do.",
  ),
  detector("iban", "IBAN", "financial", "high", "An account number whose country length and ISO 7064 checksum hold."),
  detector("us_ssn", "US Social Security number", "government_id", "critical", "Nine digits in an issued range."),
  detector("email", "E-mail address", "personal", "low", "An address with a plausible domain."),
  detector(
    "phone",
    "Phone number",
    "personal",
    "medium",
    "A number with a country code, or near a word such as *tel*.",
  ),
  detector("date_of_birth", "Date of birth", "personal", "medium", "A date in a column or near a word that says so."),
  detector("aws_access_key", "AWS access key", "credential", "critical", "A key id and its secret nearby."),
  detector("private_key", "Private key", "credential", "critical", "A PEM block that decodes."),
  detector("icd10", "Diagnosis code", "health", "high", "A code of ICD-10 near a word of health care."),
  detector("ipv4", "IP address", "network", "low", "A public IPv4 address."),
];
