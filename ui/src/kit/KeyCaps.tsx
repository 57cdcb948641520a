/** The keys of an action as they are printed on a keyboard. */
import { Fragment } from "react";
import classes from "./kit.module.css";
import { type Action, keyCaps, strokesOf } from "./shortcuts";

export function KeyCaps({ action }: { action: Action }) {
  const strokes = strokesOf(action)[0];
  if (!strokes) return null;
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {strokes.map((stroke, at) => (
        <Fragment key={`${stroke}${strokes.length}`}>
          {at > 0 ? " " : null}
          {keyCaps(stroke).map((cap, place) => (
            <Fragment key={cap}>
              {place > 0 ? " " : null}
              <kbd className={classes.keyCap}>{cap}</kbd>
            </Fragment>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
