/** Where in its file a finding lies, in words. It knows nothing of requests. */
import type { Location } from "../../ipc/bindings";

type Say = (key: string, values?: Record<string, string>) => string;

/** The shortest phrase that finds the place: path inside a packed file, then table cell, JSON path or line. */
export function placeOf(location: Location, say: Say, number: (value: number) => string): string {
  const parts: string[] = [];
  if (location.member !== undefined) parts.push(location.member);
  if (location.row !== undefined) {
    parts.push(say("place.row", { row: number(location.row) }));
    if (location.column_name !== undefined) parts.push(say("place.columnName", { name: location.column_name }));
    else if (location.column_number !== undefined) {
      parts.push(say("place.columnNumber", { column: number(location.column_number) }));
    }
  } else if (location.json_path !== undefined) {
    parts.push(location.json_path);
  } else if (location.line !== undefined) {
    parts.push(
      location.column === undefined
        ? say("place.line", { line: number(location.line) })
        : say("place.lineColumn", { line: number(location.line), column: number(location.column) }),
    );
  }
  if (parts.length === 0 || (parts.length === 1 && location.member !== undefined)) {
    parts.push(say("place.bytes", { start: number(location.byte_start), end: number(location.byte_end) }));
  }
  return parts.join(", ");
}

/** Every known coordinate as name and value, for the panel. */
export function coordinates(location: Location, number: (value: number) => string): [string, string][] {
  const all: [string, string | number | undefined][] = [
    ["member", location.member],
    ["line", location.line],
    ["column", location.column],
    ["row", location.row],
    ["columnNumber", location.column_number],
    ["columnName", location.column_name],
    ["jsonPath", location.json_path],
  ];
  const known = all
    .filter((pair): pair is [string, string | number] => pair[1] !== undefined)
    .map(([name, value]): [string, string] => [name, typeof value === "number" ? number(value) : value]);
  return [...known, ["bytes", `${number(location.byte_start)}–${number(location.byte_end)}`]];
}
