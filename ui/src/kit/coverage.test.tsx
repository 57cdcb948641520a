/** Risk with its terms and coverage, and the list of what was not examined. */
import { notifications } from "@mantine/notifications";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { Document } from "../ipc/bindings";
import { expectAccessible } from "../testing/access";
import { draw } from "../testing/draw";
import { listPath, NotExaminedDialog } from "./NotExaminedDialog";
import { RiskBreakdown } from "./RiskBreakdown";

afterEach(() => notifications.clean());

function document(index: number): Document {
  return {
    id: `doc_${index}`,
    connector_id: "con_1",
    bucket: "exports",
    key: `hr/scan-${index}.pdf`,
    version: "v1",
    size: 2_048,
    modified: null,
    format: "pdf",
    state: index === 0 ? "partial" : "skipped",
    skip_reason: index === 0 ? null : "too_large",
    error_class: null,
    message: index === 0 ? "Images were not read." : null,
    findings_count: 0,
    risk_score: 0,
    exposure: "private",
    examined: 0,
    last_processed: null,
    last_run_id: null,
  };
}

test("a risk says its points, its coverage and where to look", async () => {
  const { container } = draw(
    <RiskBreakdown
      risk={{
        score: 62,
        coverage: 0.43,
        terms: [{ detector: "iban", severity: "high", count: 1_204, mean_confidence: 0.9, points: 31.25 }],
        exposure: { level: "public", factor: 2, text: "Anybody can read it." },
      }}
      titleOf={() => "IBAN"}
      search={{ connector: "con_1" }}
    />,
  );
  expect(await screen.findByText("43% examined")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "IBAN" })).toHaveAttribute("href", expect.stringContaining("con_1"));
  expect(screen.getByText("1,204 findings · 31.3 points")).toBeInTheDocument();
  expect(screen.getByTestId("risk-exposure")).toHaveTextContent("× 2");
  await expectAccessible(container);
});

test("nothing examined is never shown as nothing found", async () => {
  draw(<RiskBreakdown risk={{ score: 0, coverage: null, terms: [] }} titleOf={String} />);
  expect(await screen.findByText("Nothing was examined yet.")).toBeInTheDocument();
  expect(screen.queryByText("No open findings.")).not.toBeInTheDocument();
});

test("what was not examined is listed with its reason and written to a file", async () => {
  let asked = 0;
  const written: string[] = [];
  draw(
    <NotExaminedDialog
      opened
      onClose={() => undefined}
      name="Exports"
      queryKey={["documents", "x"]}
      fetchPage={async (offset, limit) => ({
        rows: Array.from({ length: Math.min(limit, 5_000 - offset) }, (_, at) => document(offset + at)),
        total: 5_000,
        next_cursor: null,
      })}
      chooseFolder={async () => {
        asked += 1;
        return asked === 1 ? null : "/data/lists";
      }}
      onExport={async (path) => {
        written.push(path);
        return { rows: 5_000 };
      }}
    />,
  );
  expect(await screen.findByText("5,000 objects")).toBeInTheDocument();
  expect(screen.getByText("Images were not read.")).toBeInTheDocument();
  expect(screen.getAllByText("larger than the limit").length).toBeLessThan(100);
  await expectAccessible(screen.getByRole("dialog"));
  await userEvent.click(screen.getByTestId("unexamined-export"));
  await waitFor(() => expect(asked).toBe(1));
  expect(screen.queryByText(/was written|were written/)).not.toBeInTheDocument();
  await userEvent.click(screen.getByTestId("unexamined-export"));
  expect(await screen.findAllByText(/^5,000 rows were written to \/data\/lists\/not-examined-/)).not.toHaveLength(0);
  expect(written).toHaveLength(1);
});

test("an empty list says that all was examined, a failed one why not", async () => {
  draw(
    <NotExaminedDialog
      opened
      onClose={() => undefined}
      queryKey={["documents", "none"]}
      fetchPage={async () => ({ rows: [], total: 0, next_cursor: null })}
      chooseFolder={async () => null}
      onExport={async () => ({ rows: 0 })}
    />,
  );
  expect(await screen.findByText("Everything was examined")).toBeInTheDocument();
  expect(screen.getByTestId("unexamined-export")).toBeDisabled();
});

test("a list is written beside earlier ones, on every system", () => {
  const at = new Date("2026-11-21T17:05:09Z");
  expect(listPath("/data/lists/", at)).toBe("/data/lists/not-examined-2026-11-21-170509.csv");
  expect(listPath("C:\\lists", at)).toBe("C:\\lists\\not-examined-2026-11-21-170509.csv");
});
