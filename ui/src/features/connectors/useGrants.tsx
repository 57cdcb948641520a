/** The dialog of what to grant, and the way to open it for a permission that was found missing. */
import { type ReactNode, useCallback, useRef, useState } from "react";
import type { ConnectorPoliciesArgs } from "../../ipc/bindings";
import { PolicyDialog } from "./PolicyDialog";

export function useGrants(what: () => ConnectorPoliciesArgs | undefined): {
  show: (permission?: string) => void;
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<{ policies: ConnectorPoliciesArgs; permission: string | undefined }>();
  const latest = useRef(what);
  latest.current = what;
  const show = useCallback((permission?: string) => {
    const policies = latest.current();
    if (policies !== undefined) {
      setAsked({ policies, permission });
    }
  }, []);
  return { show, dialog: <PolicyDialog asked={asked} onClose={() => setAsked(undefined)} /> };
}
