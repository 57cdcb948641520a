/** The stand-in's comparisons: a table of people in stretches, in which mails and cards were replaced. */
import type { ComparedRow, CompareFrom, Comparison, CopyItem, Problem, Replacement } from "../bindings";

/** Rows of a stretch, and stretches of a file. */
const ROWS = 120;
const STRETCHES = 3;

const noCopy: Problem = {
  class: "not_found",
  message: "There is no copy of this object.",
  remedy: "Only what was copied can be compared.",
};

export function compared(item: CopyItem | undefined, from: CompareFrom | undefined, reveal: boolean): Comparison {
  if (item === undefined || item.target === undefined) throw noCopy;
  const first = from?.before ?? 0;
  const changes = item.state === "verified";
  const rows: ComparedRow[] = [];
  const replacements: Replacement[] = [];
  const replaced = (detector: string, value: string, masked: string, after: string, line: number, row: number) => {
    replacements.push({ detector, before: reveal ? value : masked, after, line, row });
    return replacements.length - 1;
  };
  for (let row = 0; row < ROWS; row += 1) {
    const line = first + row + 1;
    const numbers = { line_before: line, line_after: line };
    if (!changes || row % 4 !== 1) {
      rows.push({ ...numbers, before: [{ text: `${line},nobody,a note that says nothing` }] });
      continue;
    }
    const mail = `person.${line}@northwind.test`;
    const at = replaced("email", mail, "•••@•••", "[EMAIL_ADDRESS]", line, row);
    const card = replaced("payment_card", "4539 1488 0343 6467", "••••••••6467", "[PAYMENT_CARD]", line, row);
    const texts = (one: string, other: string) => [
      { text: `${line},` },
      { text: one, replacement: at },
      { text: "," },
      { text: other, replacement: card },
      { text: `,${reveal ? "192.0.2.7" : "•••••••0.7"}`, kept: "ip_address" },
    ];
    rows.push({
      ...numbers,
      before: texts(replacements[at]?.before ?? "", replacements[card]?.before ?? ""),
      after: texts("[EMAIL_ADDRESS]", "[PAYMENT_CARD]"),
    });
  }
  const next = { before: first + ROWS, after: first + ROWS, copy_version: "1" };
  return {
    key: item.key,
    target: item.target,
    format: "CSV, UTF-8",
    rows,
    replacements,
    ...(next.before < ROWS * STRETCHES ? { next } : {}),
    revealed: reveal,
  };
}
