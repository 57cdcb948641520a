/** Filters in the address. */
import { connectorQuery, isFiltered, readConnectorSearch } from "./search";

test("an address is read, and what is unknown is left out", () => {
  expect(readConnectorSearch({ text: "a", status: "error", provider: "s3", deleted: "true", other: 1 })).toEqual({
    text: "a",
    status: "error",
    provider: "s3",
    deleted: true,
  });
  expect(readConnectorSearch({ text: " ", status: "no such", collection: 5, deleted: "no" })).toEqual({});
});

test("text is sent trimmed, and typed spaces stay in the address", () => {
  expect(connectorQuery(readConnectorSearch({ text: " ab " }))).toEqual({ text: "ab" });
});

test("the list of deleted ones is not a filter", () => {
  expect(isFiltered({ deleted: true })).toBe(false);
  expect(isFiltered({ deleted: true, status: "error" })).toBe(true);
});
