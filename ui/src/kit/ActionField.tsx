/** What stands in a copy for a found value: a choice with an example of each, and what some of them ask for besides. */
import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Action } from "../ipc/bindings";
import { ACTIONS, type ActionName, actionOf, exampleOf, LONGEST_LABEL, labelText, MOST_KEPT } from "./actions";
import classes from "./kit.module.css";

interface Props {
  label: string;
  /** The label is read out, and drawn elsewhere. */
  quietLabel?: boolean;
  /** `null`: nothing of its own. */
  value: Action | null;
  onChange: (action: Action | null) => void;
  /** What `null` means, as a choice; without it there is always an action. */
  inherit?: string;
  /** What leaving it means here. */
  leaveLabel: string;
  /** What leaving it looks like; the value itself by default. */
  leaveExample?: string;
  /** Whose label the examples bear. */
  detector?: string;
  error?: string | undefined;
  disabled?: boolean;
  testId: string;
}

const INHERIT = "inherit";

export function ActionField(props: Props) {
  const { t } = useTranslation("kit");
  const { label, value, onChange, inherit, leaveLabel, detector = "payment_card", disabled = false, testId } = props;
  const kept = Array.from({ length: MOST_KEPT + 1 }, (_, number) => String(number));
  const example =
    value === null
      ? undefined
      : value.do === "report"
        ? (props.leaveExample ?? exampleOf(value, detector))
        : exampleOf(value, detector) || t("copyAction.nothing");
  return (
    <div className={classes.actionLine}>
      <Select
        {...(props.quietLabel ? { "aria-label": label } : { label })}
        {...(example === undefined
          ? {}
          : {
              description: (
                <>
                  {value?.do === "report" && props.leaveExample !== undefined ? (
                    props.leaveExample
                  ) : (
                    <>
                      {t("copyAction.example")} <span className={classes.actionSample}>{example}</span>
                    </>
                  )}
                </>
              ),
            })}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={[
          ...(inherit === undefined ? [] : [{ value: INHERIT, label: inherit }]),
          ...ACTIONS.map((name) => ({
            value: name as string,
            label: name === "report" ? leaveLabel : t(`copyAction.${name}`),
          })),
        ]}
        value={value?.do ?? INHERIT}
        onChange={(next) => onChange(next === INHERIT || next === null ? null : actionOf(next as ActionName))}
        allowDeselect={false}
        error={props.error}
        disabled={disabled}
        className={classes.actionSelect}
        data-testid={testId}
      />
      {value?.do === "mask" ? (
        <Select
          {...(props.quietLabel
            ? { "aria-label": `${label}: ${t("copyAction.keepLast")}` }
            : { label: t("copyAction.keepLast") })}
          data={kept}
          value={String(Math.min(value.keep_last, MOST_KEPT))}
          onChange={(next) => onChange({ do: "mask", keep_last: Number(next ?? 0) })}
          allowDeselect={false}
          disabled={disabled}
          w={130}
          data-testid={`${testId}-keep`}
        />
      ) : value?.do === "replace" ? (
        <TextInput
          {...(props.quietLabel
            ? { "aria-label": `${label}: ${t("copyAction.label")}` }
            : { label: t("copyAction.label") })}
          placeholder={labelText(detector)}
          value={value.label ?? ""}
          onChange={(event) => {
            const own = event.currentTarget.value.replace(/[^A-Za-z0-9_]/g, "_");
            onChange(own === "" ? { do: "replace" } : { do: "replace", label: own });
          }}
          maxLength={LONGEST_LABEL}
          disabled={disabled}
          autoComplete="off"
          spellCheck={false}
          w={180}
          data-testid={`${testId}-label`}
        />
      ) : null}
    </div>
  );
}
