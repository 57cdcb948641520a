/** The scope's inputs beside the live count of what they cover. */
import { Stack } from "@mantine/core";
import { useCallback, useMemo, useRef } from "react";
import type { ConnectorDraft, ProviderDescriptor, ScopePreview } from "../../ipc/bindings";
import classes from "./connectors.module.css";
import { type ConnectorForm, draftOf, scopeFaults } from "./draft";
import { ExportFields } from "./ExportFields";
import { PolicyField } from "./PolicyField";
import { useScopePreview } from "./previewing";
import { previewDraft, previewScope } from "./queries";
import { ScopeFields } from "./ScopeFields";
import { ScopePreviewPanel } from "./ScopePreviewPanel";
import { textToScope } from "./scopeText";

interface Props {
  form: ConnectorForm;
  provider: ProviderDescriptor;
  set: (part: Partial<ConnectorForm>) => void;
  errorOf: (field: string) => string | undefined;
  /** A saved connector whose stored credential and settings are used for counting. */
  savedId?: string;
}

export function ScopeStep({ form, provider, set, errorOf, savedId }: Props) {
  const scope = useMemo(() => textToScope(form.scope), [form.scope]);
  // While the size is not one, the count keeps to the last scope that was whole.
  const whole = useRef("");
  if (scopeFaults(form, provider).max_object_size === undefined) {
    whole.current = JSON.stringify(scope);
  }
  const subject = whole.current;
  const start = useCallback(
    (taskId: string, onProgress: (preview: ScopePreview) => void) => {
      if (savedId !== undefined) {
        return previewScope(savedId, scope, taskId, onProgress);
      }
      // A schedule or name that is not right yet has no part in counting.
      const draft: ConnectorDraft = draftOf({ ...form, schedule: { ...form.schedule, kind: "none" } }, provider);
      return previewDraft(draft, taskId, onProgress);
    },
    [savedId, scope, form, provider],
  );
  const preview = useScopePreview(subject, start);
  const refusedField = preview.problem?.field;
  const atField = (field: string) => errorOf(field) ?? (refusedField === field ? preview.problem?.message : undefined);

  return (
    <div className={classes.twoSides}>
      <Stack gap="lg">
        <ScopeFields
          value={form.scope}
          onChange={(next) => set({ scope: next })}
          buckets={provider.capabilities.buckets}
          errorOf={atField}
        />
        <PolicyField value={form.policy} onChange={(policy) => set({ policy })} error={errorOf("policy_id")} />
        <ExportFields form={form} provider={provider} set={set} errorOf={atField} />
      </Stack>
      <div className={classes.stays}>
        <ScopePreviewPanel preview={preview} />
      </div>
    </div>
  );
}
