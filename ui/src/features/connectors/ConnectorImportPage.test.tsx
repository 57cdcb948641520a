/** Taking over what other tools know: ticked, counted, one result each; what is refused says why. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { ConnectorImportPage } from "./ConnectorImportPage";

afterEach(() => setBackend(undefined));

const box = async (name: string) => within(await screen.findByTestId(`foreign-${name}`)).getByRole("checkbox");

test("what is found stands under its tool; what cannot be taken over says why", async () => {
  standIn();
  const { container } = draw(<ConnectorImportPage />);
  expect(await screen.findByRole("region", { name: "AWS profile" })).toBeInTheDocument();
  expect(screen.getByRole("region", { name: "rclone" })).toBeInTheDocument();
  expect(await box("aws/legacy-sso")).toBeDisabled();
  expect(screen.getByTestId("foreign-aws/legacy-sso")).toHaveTextContent("Make an access key for it instead.");
  expect(screen.getByTestId("foreign-rclone/backup")).toHaveTextContent("only partner-drop");
  const files = screen.getByTestId("foreign-files");
  expect(files).toHaveTextContent("/data/ada/.mc/config.json mc · not there");
  // Problems first.
  expect(files.firstElementChild).toHaveTextContent("The folder may not be opened.");
  expect(screen.getByTestId("import-take")).toBeDisabled();
  await expectAccessible(container);
});

test("all, none and one are ticked and counted; a tool's own box stands for its rows", async () => {
  const user = userEvent.setup();
  standIn();
  draw(<ConnectorImportPage />);
  await user.click(await screen.findByTestId("import-all"));
  expect(screen.getByTestId("import-count")).toHaveTextContent("4 of 4 ticked");
  expect(await box("aws/legacy-sso")).not.toBeChecked();
  expect(screen.getByTestId("import-take")).toHaveTextContent("Import 4 connections");
  await user.click(await box("aws/audit"));
  expect(screen.getByTestId("import-count")).toHaveTextContent("3 of 4 ticked");
  expect(screen.getByRole("checkbox", { name: "All of AWS profile" })).toBePartiallyChecked();
  await user.click(screen.getByTestId("import-none"));
  expect(screen.getByTestId("import-take")).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: "All of rclone" }));
  expect(await box("rclone/photos")).toBeChecked();
  expect(screen.getByTestId("import-take")).toHaveTextContent("Import 2 connections");
});

test("each that was ticked has its result, and each connector leads to its test", async () => {
  const user = userEvent.setup();
  const { of } = standIn();
  const { container, router } = draw(<ConnectorImportPage />, {
    at: "/connectors/import",
    route: "/connectors/import",
  });
  await user.click(await box("aws/default"));
  await user.click(await box("rclone/photos"));
  await user.click(screen.getByTestId("import-take"));
  const result = await screen.findByTestId("import-result");
  expect(of("foreign_take")).toEqual([{ ids: ["aws/default", "rclone/photos"] }]);
  expect(result).toHaveTextContent("1 connector was made");
  expect(screen.getByTestId("failed-rclone/photos")).toHaveTextContent(
    "photosThe key file that it names is not there. Put it back, then import again.",
  );
  await waitFor(() => expect(result).toHaveFocus());
  await expectAccessible(container);
  await user.click(within(result).getByRole("button", { name: "Test the connection of default" }));
  await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/connectors\/con_made/));
  expect(router.state.location.search).toEqual({ test: true });
});

test("a refusal keeps what was ticked", async () => {
  const user = userEvent.setup();
  standIn({
    foreign_take: () => {
      throw { class: "vault_locked", message: "The vault is locked.", remedy: "Unlock it in Settings." };
    },
  });
  draw(<ConnectorImportPage />);
  await user.click(await box("aws/default"));
  await user.click(screen.getByTestId("import-take"));
  expect(await screen.findByText("The vault is locked.")).toBeInTheDocument();
  expect(await box("aws/default")).toBeChecked();
  expect(screen.getByTestId("import-take")).toBeEnabled();
});

test("nothing found says where it was looked for, and can be looked for again", async () => {
  const user = userEvent.setup();
  let found: object = {
    connections: [],
    files: [{ tool: "mc", path: "/data/ada/.mc/config.json", found: false, problem: null }],
  };
  const { of } = standIn({ foreign_connections: () => found });
  const { container } = draw(<ConnectorImportPage />);
  expect(await screen.findByText("No connection was found")).toBeInTheDocument();
  expect(screen.getByTestId("foreign-files")).toHaveTextContent("not there");
  await expectAccessible(container);
  found = { connections: [], files: [] };
  await user.click(screen.getByTestId("import-again"));
  await waitFor(() => expect(of("foreign_connections")).toHaveLength(2));
  await waitFor(() => expect(screen.queryByTestId("foreign-files")).toBeNull());
});
