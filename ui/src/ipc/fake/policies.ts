/** The stand-in's policies, allow rules and trials of detectors. */
import type {
  Allow,
  AllowProposal,
  AllowRule,
  Category,
  Commands,
  Connector,
  CustomDetector,
  CustomTrial,
  DetectorChoice,
  Finding,
  Policy,
  PolicyDraft,
  Problem,
  Reason,
  ThresholdStep,
  TrialMatch,
} from "../bindings";
import type { CommandName } from "../client";
import { detectors } from "./providers";
import { ago, type World } from "./world";

const notFound: Problem = { class: "not_found", message: "It is not there any more.", remedy: "Go back to the list." };

function policy(
  now: number,
  id: string,
  name: string,
  description: string,
  choice: DetectorChoice,
  built_in = true,
): Policy {
  return {
    id,
    built_in,
    version: 1,
    created_at: ago(now, 40 * 86_400_000),
    updated_at: ago(now, 4 * 86_400_000),
    name,
    description,
    detectors: choice,
    min_confidence: 0.5,
    custom_detectors: [],
  };
}

const of = (...categories: Category[]): DetectorChoice => ({ choose: "some", categories, ids: [], except: [] });

function policies(now: number): Policy[] {
  return [
    policy(now, "pol_everything", "Everything", "Every detector.", { choose: "all", except: [] }),
    policy(now, "pol_personal", "Personal data", "Names, addresses, birth dates, official numbers.", {
      ...of("personal", "government_id"),
    }),
    policy(now, "pol_payment", "Payment data", "Cards and bank accounts.", of("financial")),
    policy(now, "pol_secrets", "Secrets", "Keys, tokens and passwords.", of("credential")),
    policy(now, "pol_health", "Health data", "Diagnoses and insurance numbers.", of("health")),
    {
      ...policy(now, "pol_own", "Exports to partners", "What must not leave the house.", of("personal"), false),
      min_confidence: 0.65,
      actions: {
        otherwise: { do: "replace" },
        categories: { financial: { do: "mask", keep_last: 4 } },
        detectors: { iban: { do: "pseudonymize" } },
      },
      custom_detectors: [
        {
          id: "customer_number",
          title: "Customer number",
          category: "custom",
          severity: "medium",
          look_for: { kind: "pattern", pattern: "K-\\d{6}", ignore_case: false },
          context_words: ["customer"],
          need_context: false,
        },
      ],
    },
  ];
}

const trialReasons: Reason[] = [
  { kind: "pattern", detail: "Has the shape", weight: 0.55 },
  { kind: "context_word", detail: "A word nearby says so", weight: 0.2 },
];

/** Matches of one expression; an empty one is passed over. */
function matchesOf(expression: RegExp, text: string, detector: string, confidence: number): TrialMatch[] {
  return [...text.matchAll(expression)]
    .filter(([value]) => value !== "")
    .map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      confidence,
      reasons: trialReasons,
      shown: confidence >= 0.5,
      detector,
    }));
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export function customTrial(detector: CustomDetector, text: string): CustomTrial {
  const { look_for: look } = detector;
  const near = detector.context_words.some((word) => text.toLowerCase().includes(word.toLowerCase()));
  if (detector.need_context && !near) return { matches: [], problem: null };
  try {
    const expression =
      look.kind === "pattern"
        ? new RegExp(look.pattern, look.ignore_case ? "giu" : "gu")
        : new RegExp(`\\b(?:${look.words.map(escaped).join("|")})\\b`, look.match_case ? "gu" : "giu");
    return { matches: matchesOf(expression, text, `custom_${detector.id}`, near ? 0.75 : 0.45), problem: null };
  } catch {
    return {
      matches: [],
      problem: {
        class: "config_invalid",
        message: "The pattern has a bracket that is not closed, at character 3.",
        remedy: "Close it, or write \\( for the sign itself.",
        field: "custom_detectors.0.look_for.pattern",
      },
    };
  }
}

function detectorTrial(text: string): CustomTrial {
  const matches = [
    ...matchesOf(/[\w.+-]+@[\w-]+\.[\w.]+/g, text, "email", 0.8),
    ...matchesOf(/\b4\d{3}(?:[ -]?\d{4}){3}\b/g, text, "payment_card", 0.95),
    ...matchesOf(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, text, "ipv4", 0.4),
  ];
  return { matches: matches.sort((one, other) => one.start - other.start), problem: null };
}

/** Whether a rule hides a finding. */
function meets(allow: Allow, finding: Finding): boolean {
  const below = (pattern: string) =>
    pattern.endsWith("**") ? finding.key.startsWith(pattern.slice(0, -2)) : finding.key === pattern;
  switch (allow.kind) {
    case "value":
      return finding.fingerprint === allow.fingerprint && finding.detector === allow.detector;
    case "column":
      return (
        finding.connector_id === allow.connector_id &&
        finding.location.column_name === allow.column &&
        below(allow.pattern) &&
        (allow.detector === null || allow.detector === finding.detector)
      );
    case "path":
      return (
        finding.connector_id === allow.connector_id &&
        below(allow.pattern) &&
        (allow.detector === null || allow.detector === finding.detector)
      );
    case "detector":
      return (
        finding.detector === allow.detector &&
        (allow.connector_id === null || allow.connector_id === finding.connector_id)
      );
  }
}

type Own = Extract<CommandName, `policy_${string}` | `allow_${string}` | "custom_try" | "detector_try">;
type Handlers = { [N in Own]: (args: Commands[N]["args"]) => Commands[N]["result"] };

interface Policies {
  handlers: Handlers;
  /** What hides a finding: `threshold`, a rule's id, or nothing. */
  hiddenBy: (finding: Finding) => string | null;
}

export function policyHandlers(world: World, stale: (...tags: string[]) => void): Policies {
  const known = policies(world.now);
  let rules: AllowRule[] = [];
  let made = 0;
  const find = (id: string): Policy => {
    const found = known.find((one) => one.id === id);
    if (!found) throw notFound;
    return found;
  };
  const user = (connector: Connector | undefined) => connector?.policy_id ?? "pol_everything";
  const uses = (id: string) => world.connectors.filter((one) => one.deleted_at === null && user(one) === id);
  const ruleOf = (finding: Finding) => rules.find((rule) => meets(rule.allow, finding));
  const counted = (rule: AllowRule): AllowRule => ({
    ...rule,
    hides: world.findings.filter((finding) => meets(rule.allow, finding)).length,
  });
  const changed = () => stale("policies", "allow_rules", "findings", "documents", "connectors", "overview");
  const add = (draft: PolicyDraft): Policy => {
    made += 1;
    const now = new Date().toISOString();
    const added: Policy = {
      ...draft,
      id: `pol_made${made}`,
      built_in: false,
      version: 1,
      created_at: now,
      updated_at: now,
    };
    known.push(added);
    changed();
    return added;
  };

  const handlers: Handlers = {
    policy_list: () => known.map((one) => ({ ...one })),
    policy_get: ({ id }) => ({ ...find(id) }),
    policy_create: ({ draft }) => add(draft),
    policy_update: ({ id, draft, expected }) => {
      const one = find(id);
      if (one.built_in)
        throw {
          class: "conflict",
          message: "This policy comes with the app and cannot be changed.",
          remedy: "Copy it and change the copy.",
        } satisfies Problem;
      if (expected !== undefined && expected !== one.version)
        throw {
          class: "conflict",
          message: `“${one.name}” was changed meanwhile: it has version ${one.version} now. Nothing was saved.`,
          remedy: "Look at that version, then save yours over it or begin from it.",
          field: "version",
        } satisfies Problem;
      // What a draft does not name is as if it had never been set.
      delete one.actions;
      Object.assign(one, draft, { version: one.version + 1, updated_at: new Date().toISOString() });
      changed();
      return { ...one };
    },
    policy_copy: ({ id, name }) => {
      const { description, detectors: choice, min_confidence, custom_detectors, actions } = find(id);
      return add({
        name,
        description,
        detectors: choice,
        min_confidence,
        custom_detectors,
        ...(actions && { actions }),
      });
    },
    policy_delete: ({ id, replace_with }) => {
      const users = uses(id);
      if (users.length > 0 && replace_with === undefined)
        throw {
          class: "conflict",
          message: `${users.length} connectors use this policy.`,
          remedy: "Choose the policy that they get instead.",
        } satisfies Problem;
      for (const one of users) one.policy_id = replace_with ?? null;
      known.splice(known.indexOf(find(id)), 1);
      changed();
      return null;
    },
    policy_use: ({ id, connector_ids }) => {
      for (const one of world.connectors) if (connector_ids.includes(one.id)) one.policy_id = find(id).id;
      changed();
      return null;
    },
    policy_threshold: ({ id }) => {
      const ids = new Set(uses(id).map((one) => one.id));
      return Array.from({ length: 14 }, (_, step): ThresholdStep => {
        const from = Math.round(30 + step * 5) / 100;
        const findings = world.findings.filter(
          (one) =>
            ids.has(one.connector_id) &&
            ruleOf(one) === undefined &&
            one.confidence >= from &&
            (step === 13 || one.confidence < from + 0.05),
        ).length;
        return { from, findings };
      });
    },
    custom_try: ({ detector, text }) => customTrial(detector, text),
    detector_try: ({ text }) => detectorTrial(text),
    allow_list: ({ policy_id }) =>
      rules
        .filter((rule) => policy_id === undefined || rule.policy_id === null || rule.policy_id === policy_id)
        .map(counted),
    allow_propose: ({ finding_id }) => {
      const finding = world.findings.find((one) => one.id === finding_id);
      if (!finding) throw notFound;
      const { connector_id, bucket, key, detector, fingerprint, sample, location } = finding;
      const folder = key.slice(0, key.lastIndexOf("/") + 1);
      const title = detectors.find((one) => one.id === detector)?.title ?? detector;
      const offered: [Allow, string][] = [
        [{ kind: "value", fingerprint, sample, detector }, `The value ${sample}, wherever it is found`],
        ...(location.column_name === undefined
          ? []
          : ([
              [
                {
                  kind: "column",
                  column: location.column_name,
                  connector_id,
                  bucket,
                  pattern: `${folder}**`,
                  detector,
                },
                `The column “${location.column_name}” in ${folder === "" ? "this bucket" : folder}`,
              ],
            ] as [Allow, string][])),
        [{ kind: "path", connector_id, bucket, pattern: key, detector: null }, `The object ${key}`],
        [
          { kind: "path", connector_id, bucket, pattern: `${folder}**`, detector: null },
          `Everything in ${folder === "" ? "this bucket" : folder}`,
        ],
        [{ kind: "detector", detector, connector_id }, `Every ${title} in ${finding.connector_name}`],
      ];
      return offered.map(([allow, said]): AllowProposal => {
        const met = world.findings.filter((one) => meets(allow, one) && ruleOf(one) === undefined);
        return {
          allow,
          title: said,
          hides: met.length,
          examples: met.filter((one) => one.id !== finding_id).slice(0, 5),
        };
      });
    },
    allow_create: ({ policy_id, allow, note, expected }) => {
      const hides = world.findings.filter((one) => meets(allow, one) && ruleOf(one) === undefined).length;
      if (hides > expected)
        throw {
          class: "conflict",
          message: `The rule would hide ${hides} findings by now, not ${expected}.`,
          remedy: "Look at the proposals again.",
        } satisfies Problem;
      made += 1;
      const rule: AllowRule = {
        id: `alw_made${made}`,
        policy_id,
        allow,
        note,
        created_at: new Date().toISOString(),
        hides,
      };
      rules.push(rule);
      changed();
      return rule;
    },
    allow_delete: ({ id }) => {
      rules = rules.filter((one) => one.id !== id);
      changed();
      return null;
    },
  };
  return {
    handlers,
    hiddenBy: (finding) => {
      const owner = world.connectors.find((one) => one.id === finding.connector_id);
      const least = known.find((one) => one.id === user(owner))?.min_confidence ?? 0.5;
      return ruleOf(finding)?.id ?? (finding.confidence < least ? "threshold" : null);
    },
  };
}
