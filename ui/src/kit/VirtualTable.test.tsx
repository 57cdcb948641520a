import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, test, vi } from "vitest";
import { draw } from "../testing/draw";
import { type Column, noSelection, selectedCount, type TableSelection, VirtualTable } from "./VirtualTable";

interface Row {
  id: string;
  name: string;
}

const columns: Column<Row>[] = [
  { id: "name", header: "Name", cell: (row) => row.name, sortable: true },
  { id: "id", header: "Id", cell: (row) => row.id, width: 90, align: "right" },
];

interface Given {
  total?: number;
  loaded?: number;
  onOpen?: (row: Row) => void;
  onNeed?: (start: number, end: number) => void;
  ensure?: (start: number, end: number) => Promise<void>;
}

let chosen: TableSelection = noSelection;

function Table({ total = 1_000, loaded = total, ...rest }: Given) {
  const [selection, setSelection] = useState(noSelection);
  chosen = selection;
  return (
    <VirtualTable
      label="Things"
      total={total}
      columns={columns}
      rowAt={(index) => (index < loaded ? { id: `r${index}`, name: `Row ${index}` } : undefined)}
      getRowId={(row) => row.id}
      selection={selection}
      onSelection={setSelection}
      {...rest}
    />
  );
}

async function grid() {
  return screen.findByRole("grid", { name: "Things" });
}

function activeText(element: HTMLElement) {
  return document.getElementById(element.getAttribute("aria-activedescendant") ?? "")?.textContent;
}

describe("a long table", () => {
  test("says how long it is and draws only what is in sight", async () => {
    draw(<Table total={2_000_000} loaded={50} />);
    const element = await grid();
    expect(element).toHaveAttribute("aria-rowcount", "2000001");
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
  });

  test("keys move to every row, the last of millions included", async () => {
    const onNeed = vi.fn();
    draw(<Table total={2_000_000} onNeed={onNeed} />);
    const element = await grid();
    fireEvent.keyDown(element, { key: "ArrowDown" });
    expect(activeText(element)).toContain("Row 1");
    fireEvent.keyDown(element, { key: "PageDown" });
    expect(activeText(element)).toContain("Row 19");
    fireEvent.keyDown(element, { key: "End" });
    expect(activeText(element)).toContain("Row 1999999");
    expect(onNeed.mock.lastCall?.[1]).toBe(1_999_999);
    fireEvent.keyDown(element, { key: "Home" });
    expect(activeText(element)).toContain("Row 0");
  });

  test("Enter opens the row that is active", async () => {
    const onOpen = vi.fn();
    draw(<Table onOpen={onOpen} />);
    const element = await grid();
    fireEvent.keyDown(element, { key: "ArrowDown" });
    fireEvent.keyDown(element, { key: "Enter" });
    expect(onOpen).toHaveBeenCalledWith({ id: "r1", name: "Row 1" }, 1);
  });
});

describe("selection", () => {
  test("Shift extends, Ctrl keeps, Space toggles, Escape clears", async () => {
    draw(<Table />);
    const element = await grid();
    fireEvent.keyDown(element, { key: "ArrowDown" });
    fireEvent.keyDown(element, { key: "ArrowDown", shiftKey: true });
    fireEvent.keyDown(element, { key: "ArrowDown", shiftKey: true });
    expect([...chosen.ids]).toEqual(["r1", "r2", "r3"]);
    fireEvent.keyDown(element, { key: "ArrowDown", ctrlKey: true });
    fireEvent.keyDown(element, { key: " " });
    expect([...chosen.ids]).toEqual(["r1", "r2", "r3", "r4"]);
    fireEvent.keyDown(element, { key: "Escape" });
    expect(selectedCount(chosen, 1_000)).toBe(0);
  });

  test("Ctrl+A takes all rows, loaded or not, and a click can leave one out", async () => {
    draw(<Table total={5_000} loaded={10} />);
    const element = await grid();
    fireEvent.keyDown(element, { key: "a", ctrlKey: true });
    expect(selectedCount(chosen, 5_000)).toBe(5_000);
    fireEvent.click(screen.getByText("Row 3"), { ctrlKey: true });
    expect(selectedCount(chosen, 5_000)).toBe(4_999);
  });

  test("a range over rows that are not loaded waits for them", async () => {
    let loaded = 10;
    const ensure = vi.fn(async () => {
      loaded = 1_000;
    });
    function Growing() {
      const [selection, setSelection] = useState(noSelection);
      chosen = selection;
      return (
        <VirtualTable
          label="Things"
          total={1_000}
          columns={columns}
          rowAt={(index) => (index < loaded ? { id: `r${index}`, name: `Row ${index}` } : undefined)}
          getRowId={(row) => row.id}
          selection={selection}
          onSelection={setSelection}
          ensure={ensure}
        />
      );
    }
    draw(<Growing />);
    fireEvent.click(await screen.findByText("Row 2"));
    fireEvent.keyDown(await grid(), { key: "End", shiftKey: true });
    await waitFor(() => expect(selectedCount(chosen, 1_000)).toBe(998));
    expect(ensure).toHaveBeenCalledWith(2, 999);
  });
});
