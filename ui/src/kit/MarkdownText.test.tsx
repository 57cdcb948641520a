/** Descriptions are drawn as text: what looks like HTML stays letters, links are not followed. */
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { blocksOf, MarkdownText } from "./MarkdownText";

test("blocks are told apart", () => {
  expect(blocksOf("# A\nB\nC\n\n- one\n- two\n  more\n1. first\n```\nx = 1\n```\nD").map(({ kind }) => kind)).toEqual([
    "heading",
    "paragraph",
    "list",
    "numbers",
    "code",
    "paragraph",
  ]);
  expect(blocksOf("- one\n  more")).toEqual([{ kind: "list", lines: ["one more"] }]);
  expect(blocksOf("```\nnever closed")).toEqual([{ kind: "code", lines: ["never closed"] }]);
});

test("HTML and links stay text", () => {
  const { container } = render(
    <MarkdownText text={"<img src=x onerror=y> **bold** `a<b` [here](javascript:alert(1)) snake_case_name *soft*"} />,
  );
  expect(container.querySelector("img, a, script")).toBeNull();
  expect(screen.getByText("bold").tagName).toBe("STRONG");
  expect(screen.getByText("a<b").tagName).toBe("CODE");
  expect(screen.getByText("soft").tagName).toBe("EM");
  expect(container).toHaveTextContent("snake_case_name");
  expect(container).toHaveTextContent("<img src=x onerror=y>");
});
