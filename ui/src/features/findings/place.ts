/** Where in its file a finding lies, in words. It knows nothing of requests. */
import type { FindingColumn, Location } from "../../ipc/bindings";

type Say = (key: string, values?: Record<string, string>) => string;

/** Parts of documents that have a name of their own; others are shown as the app spells them. */
const PARTS: Record<string, string> = {
  header: "header",
  footer: "footer",
  footnotes: "footnotes",
  endnotes: "endnotes",
  comment: "comment",
  comments: "comment",
  "speaker notes": "notes",
  notes: "notes",
  metadata: "metadata",
  form: "form",
  forms: "form",
  annotation: "annotation",
  annotations: "annotation",
  attachment: "attachment",
  "alternative text": "altText",
  subject: "subject",
  headers: "mailHeader",
  "hidden text": "hiddenText",
};

/** `b.zip!/c.txt` becomes `b.zip › c.txt`. */
function memberOf(member: string): string {
  return member.split("!/").join(" › ");
}

function partOf(part: string, say: Say): string | undefined {
  // The body is what everybody reads first: it needs no name.
  if (part === "body") return undefined;
  const [name = "", ...rest] = part.split(": ");
  const known = PARTS[name.toLowerCase()];
  const word = known === undefined ? name : say(`place.part.${known}`);
  return rest.length === 0 ? word : `${word} (${rest.join(": ")})`;
}

/** The parts of a place that hold for all values of a column. */
function surroundings(location: Location, say: Say): string[] {
  const parts: (string | undefined)[] = [
    location.member === undefined ? undefined : memberOf(location.member),
    location.sheet === undefined ? undefined : say("place.sheet", { name: location.sheet }),
    location.part === undefined ? undefined : partOf(location.part, say),
  ];
  return parts.filter((part) => part !== undefined);
}

/** The shortest phrase that finds the place: file inside a packed one, page or sheet, then cell, path or line. */
export function placeOf(location: Location, say: Say, number: (value: number) => string): string {
  const parts = surroundings(location, say);
  const named = parts.length > (location.member === undefined ? 0 : 1);
  const page = location.page === undefined ? undefined : say("place.page", { page: number(location.page) });
  if (page !== undefined) parts.splice(location.member === undefined ? 0 : 1, 0, page);
  let exact = named || page !== undefined;
  if (location.row !== undefined) {
    exact = true;
    parts.push(say("place.row", { row: number(location.row) }));
    if (location.column_name !== undefined) parts.push(say("place.columnName", { name: location.column_name }));
    else if (location.column_number !== undefined) {
      parts.push(say("place.columnNumber", { column: number(location.column_number) }));
    }
  } else if (location.json_path !== undefined) {
    exact = true;
    parts.push(location.json_path);
  } else if (location.line !== undefined) {
    exact = true;
    parts.push(
      location.column === undefined
        ? say("place.line", { line: number(location.line) })
        : say("place.lineColumn", { line: number(location.line), column: number(location.column) }),
    );
  }
  if (!exact) parts.push(say("place.bytes", { start: number(location.byte_start), end: number(location.byte_end) }));
  return parts.join(", ");
}

/** What a row of the summary stands for: a column, a key, a part, or the text as a whole. */
export function placeOfColumn(
  column: Pick<FindingColumn, "first" | "findings" | "column_name">,
  say: Say,
  number: (value: number) => string,
): string {
  const { location } = column.first;
  if (column.findings === 1) return placeOf(location, say, number);
  const parts = surroundings(location, say);
  if (location.json_path !== undefined) parts.push(location.json_path);
  else if (column.column_name !== null) parts.push(say("place.columnName", { name: column.column_name }));
  return parts.length === 0 ? say("place.text") : parts.join(", ");
}

/** Every known coordinate as name and value, for the panel. */
export function coordinates(location: Location, number: (value: number) => string): [string, string][] {
  const all: [string, string | number | undefined][] = [
    ["member", location.member === undefined ? undefined : memberOf(location.member)],
    ["page", location.page],
    ["sheet", location.sheet],
    ["part", location.part],
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
