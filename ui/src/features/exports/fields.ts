/** What the parts of the form share. */
import type { Connector } from "../../ipc/bindings";
import type { ExportForm, Fault } from "./form";

export interface Fields {
  form: ExportForm;
  set: (part: Partial<ExportForm>) => void;
  /** What is wrong at a field, in words. */
  errorAt: (field: Fault | "otherwise" | "project" | "policy_id" | "bucket" | "documents") => string | undefined;
  connectors: readonly Connector[];
}
