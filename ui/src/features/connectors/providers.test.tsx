/** Every provider's form, filled by hand and by pasting; no secret is left anywhere but in the form. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { ConnectorDraft } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { expectAccessible } from "../../testing/access";
import { standIn } from "../../testing/backend";
import { draw } from "../../testing/draw";
import { ConnectorNewPage } from "./ConnectorNewPage";
import { dropUnfinished } from "./unfinished";

// Text areas that grow ask when fonts have loaded, which jsdom cannot tell.
beforeAll(() => {
  if (!("fonts" in document)) {
    Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  }
});

afterEach(() => {
  dropUnfinished();
  setBackend(undefined);
  localStorage.clear();
  sessionStorage.clear();
});

type User = ReturnType<typeof userEvent.setup>;

const next = () => screen.getByTestId("wizard-next");
const paste = (into: Element, text: string) =>
  fireEvent.paste(into, { clipboardData: { getData: (kind: string) => (kind === "text/plain" ? text : "") } });

/** Typed in one go: what happens at each key is another test's. */
const put = (field: Element, value: string) => fireEvent.change(field, { target: { value } });

async function choose(user: User, provider: string) {
  await user.click(await screen.findByTestId(`provider-${provider}`));
  await user.click(next());
  put(await screen.findByTestId("connector-name"), "Archive");
}

/** Goes on to the test and answers the draft that was tested. */
async function tested(user: User, of: ReturnType<typeof standIn>["of"]): Promise<ConnectorDraft> {
  await user.click(next());
  await waitFor(() => expect(of("connector_test_draft").length).toBeGreaterThan(0));
  return of("connector_test_draft").at(-1)?.draft as ConnectorDraft;
}

const keyFile = JSON.stringify({ type: "service_account", project_id: "acme-data-4711", private_key: "hush-hush" });

interface Case {
  provider: string;
  fill: (user: User) => Promise<void>;
  config: object;
  credential: unknown;
}

const byHand: Case[] = [
  {
    provider: "s3",
    fill: async () => {
      put(screen.getByTestId("field-region"), "eu-central-1");
      put(screen.getByTestId("field-access_key_id"), "AKIAEXAMPLEEXAMPLE01");
      put(screen.getByTestId("field-secret_access_key"), "hush-hush");
    },
    config: { auth: "access_keys", region: "eu-central-1", path_style: false, requester_pays: false },
    credential: { access_key_id: "AKIAEXAMPLEEXAMPLE01", secret_access_key: "hush-hush" },
  },
  {
    provider: "s3",
    fill: async (user) => {
      await user.click(screen.getByRole("radio", { name: "A role" }));
      put(await screen.findByTestId("field-role_arn"), "arn:aws:iam::123456789012:role/audit");
      // The keys of another choice stay behind.
      put(screen.getByTestId("field-access_key_id"), "AKIALEFTOVERLEFTOVER");
      await user.click(screen.getAllByRole("radio", { name: "AWS profile" }).at(-1) as Element);
      const profile = await screen.findByTestId("field-profile");
      await waitFor(() => expect(profile).toBeEnabled());
      await user.click(profile);
      await user.click(await screen.findByRole("option", { name: /audit/ }));
      expect(screen.queryByTestId("field-access_key_id")).toBeNull();
    },
    config: {
      auth: "assume_role",
      base: "profile",
      role_arn: "arn:aws:iam::123456789012:role/audit",
      profile: "audit",
    },
    credential: undefined,
  },
  {
    provider: "gcs",
    fill: async (user) => {
      put(screen.getByTestId("field-project_id"), "acme-data-4711");
      await user.upload(screen.getByTestId("field-service_account-input"), new File([keyFile], "key.json"));
      expect(await screen.findByTestId("field-service_account-filled")).toHaveTextContent("key.json");
    },
    config: { auth: "service_account", project_id: "acme-data-4711" },
    credential: { service_account: keyFile },
  },
  {
    provider: "gcs",
    fill: async (user) => {
      await user.click(screen.getByRole("radio", { name: "Workload identity" }));
      put(await screen.findByTestId("field-wif_provider"), "projects/1/locations/global/x");
      await user.click(screen.getByRole("radio", { name: "An address" }));
      put(await screen.findByTestId("field-credential_url"), "http://127.0.0.1:8080/token");
      expect(screen.queryByTestId("field-credential_file")).toBeNull();
      expect(screen.queryByTestId("field-service_account")).toBeNull();
    },
    config: {
      auth: "workload_identity",
      wif_provider: "projects/1/locations/global/x",
      credential_source: "url",
      credential_url: "http://127.0.0.1:8080/token",
    },
    credential: undefined,
  },
  {
    provider: "azure_blob",
    fill: async (user) => {
      await user.click(screen.getByRole("radio", { name: "App registration" }));
      put(screen.getByTestId("field-storage_account"), "acmedata");
      put(await screen.findByTestId("field-tenant_id"), "tenant");
      put(screen.getByTestId("field-client_id"), "client");
      expect(screen.queryByTestId("field-account_key")).toBeNull();
      put(screen.getByTestId("field-client_secret"), "hush-hush");
    },
    config: { auth: "client_secret", storage_account: "acmedata", tenant_id: "tenant", client_id: "client" },
    credential: { client_secret: "hush-hush" },
  },
  {
    provider: "local",
    fill: async (user) => {
      await user.click(screen.getByTestId("pick-path"));
      await waitFor(() => expect(screen.getByTestId("field-path")).toHaveValue("/data/documents"));
    },
    config: { path: "/data/documents", stay_on_device: false },
    credential: undefined,
  },
];

test.each(byHand)("$provider by hand: $config", async ({ provider, fill, config, credential }) => {
  const user = userEvent.setup();
  const { of } = standIn();
  const { container } = draw(<ConnectorNewPage />);
  await choose(user, provider);
  await fill(user);
  await expectAccessible(container);
  const draft = await tested(user, of);
  expect(draft.provider).toBe(provider);
  expect(draft.config).toEqual(expect.objectContaining(config));
  expect(draft.credential).toEqual(credential);
});

const pasted = [
  {
    provider: "s3",
    text: "[default]\naws_access_key_id = AKIAEXAMPLEEXAMPLE01\naws_secret_access_key = hush-hush-hush-hush-hush/1234",
    what: "an access key pair",
    config: { auth: "access_keys" },
    credential: { access_key_id: "AKIAEXAMPLEEXAMPLE01" },
  },
  {
    provider: "gcs",
    text: keyFile,
    what: "a service account's key file",
    config: { auth: "service_account", project_id: "acme-data-4711" },
    credential: { service_account: keyFile },
  },
  {
    provider: "azure_blob",
    text: "DefaultEndpointsProtocol=https;AccountName=acmedata;AccountKey=aHVzaC1odXNo;EndpointSuffix=core.windows.net",
    what: "a connection string",
    config: { auth: "account_key", storage_account: "acmedata" },
    credential: { account_key: "aHVzaC1odXNo" },
  },
  {
    provider: "local",
    text: "/data/papers",
    what: "a folder",
    config: { path: "/data/papers" },
    credential: undefined,
  },
];

test.each(pasted)("$what, pasted in the first step, leads to the settings it fills", async (one) => {
  const user = userEvent.setup();
  const { of } = standIn({
    paste_recognise: one.provider === "s3" ? () => s3Recognised : undefined,
  } as never);
  const { container } = draw(<ConnectorNewPage />);
  paste(await screen.findByTestId("paste-box"), one.text);
  expect(await screen.findByTestId("paste-recognised")).toHaveTextContent(`This is ${one.what}`);
  expect(of("paste_recognise")).toEqual([{ text: one.text }]);
  await expectAccessible(container);
  put(await screen.findByTestId("connector-name"), "Archive");
  const draft = await tested(user, of);
  expect(draft.provider).toBe(one.provider);
  expect(draft.config).toEqual(expect.objectContaining(one.config));
  if (one.credential === undefined) {
    expect(draft.credential).toBeUndefined();
  } else {
    expect(draft.credential).toEqual(expect.objectContaining(one.credential));
  }
});

const s3Recognised = {
  provider: "s3",
  what: "an access key pair",
  config: { auth: "access_keys" },
  credential: { access_key_id: "AKIAEXAMPLEEXAMPLE01", secret_access_key: "hush-hush" },
};

test("a text pasted into any field fills the form, is told, and can be taken back", async () => {
  const user = userEvent.setup();
  standIn({ paste_recognise: () => s3Recognised });
  draw(<ConnectorNewPage />);
  await choose(user, "s3");
  put(screen.getByTestId("field-region"), "eu-west-1");
  await user.click(screen.getByTestId("connector-name"));
  await user.paste("AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE01 AWS_SECRET_ACCESS_KEY=hush-hush");
  const told = await screen.findByTestId("paste-recognised");
  expect(told).toHaveTextContent("Filled in: Sign in with, Access key ID, Secret access key.");
  // What was pasted is no name: it is where it belongs, and what was typed before is kept.
  expect(screen.getByTestId("connector-name")).toHaveValue("Archive");
  expect(screen.getByTestId("field-region")).toHaveValue("eu-west-1");
  expect(screen.getByTestId("field-secret_access_key")).toHaveValue("hush-hush");
  await user.click(screen.getByTestId("paste-undo"));
  expect(screen.getByTestId("field-access_key_id")).toHaveValue("");
  expect(screen.getByTestId("field-secret_access_key")).toHaveValue("");
  expect(screen.getByTestId("connector-name")).toHaveValue("Archive");
  expect(screen.queryByTestId("paste-recognised")).toBeNull();
});

test("what is not recognised changes nothing", async () => {
  const user = userEvent.setup();
  const { of } = standIn();
  draw(<ConnectorNewPage />);
  paste(await screen.findByTestId("paste-box"), "just some words of mine");
  expect(await screen.findByTestId("paste-unknown")).toBeInTheDocument();
  expect(screen.getByTestId("paste-box")).toHaveValue("");
  await choose(user, "s3");
  await user.click(screen.getByTestId("connector-name"));
  await user.paste(" of the finance team");
  await waitFor(() => expect(of("paste_recognise")).toHaveLength(2));
  expect(screen.getByTestId("connector-name")).toHaveValue("Archive of the finance team");
  // Short texts are words that someone moves about.
  await user.paste("x");
  expect(of("paste_recognise")).toHaveLength(2);
});

test("a pasted secret is in no cache, no storage and no address", async () => {
  const user = userEvent.setup();
  standIn({ paste_recognise: () => s3Recognised });
  const { client, router } = draw(<ConnectorNewPage />, { at: "/connectors/new", route: "/connectors/new" });
  paste(await screen.findByTestId("paste-box"), "aws_secret_access_key = hush-hush");
  await screen.findByTestId("paste-recognised");
  put(await screen.findByTestId("connector-name"), "Archive");
  await user.click(next());
  await screen.findByTestId("test-connected");
  const caches = [
    ...client
      .getQueryCache()
      .getAll()
      .map((query) => [query.queryKey, query.state.data, query.state.error]),
    ...client
      .getMutationCache()
      .getAll()
      .map((mutation) => mutation.state),
  ];
  expect(JSON.stringify(caches)).not.toContain("hush-hush");
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("hush-hush");
  expect(JSON.stringify(router.state.location)).not.toContain("hush-hush");
});

test("a service fills several settings, marks what is to be completed, and is refused while that is left", async () => {
  const user = userEvent.setup();
  const { of } = standIn();
  const { container } = draw(<ConnectorNewPage />);
  await choose(user, "s3");
  await user.click(screen.getByTestId("preset"));
  await user.click(await screen.findByRole("option", { name: /Cloudflare R2/ }));
  const endpoint = screen.getByTestId<HTMLInputElement>("field-endpoint");
  expect(endpoint).toHaveValue("https://<account>.r2.cloudflarestorage.com");
  expect(screen.getByTestId("field-region")).toHaveValue("auto");
  await waitFor(() => expect(endpoint).toHaveFocus());
  expect(endpoint.value.slice(endpoint.selectionStart ?? 0, endpoint.selectionEnd ?? 0)).toBe("<account>");
  await expectAccessible(container);
  put(screen.getByTestId("field-access_key_id"), "AKIAEXAMPLEEXAMPLE01");
  put(screen.getByTestId("field-secret_access_key"), "hush-hush");
  await user.click(next());
  expect(screen.getByTestId("field-endpoint")).toHaveAccessibleDescription(/Replace <account>/);
  expect(of("connector_test_draft")).toHaveLength(0);
  put(endpoint, "https://acme.r2.cloudflarestorage.com");
  // Completed, it is still the same service; another one takes its settings away.
  expect(screen.getByTestId("preset")).toHaveValue("Cloudflare R2");
  await user.click(screen.getByTestId("preset"));
  await user.click(await screen.findByRole("option", { name: /Wasabi/ }));
  expect(screen.getByTestId("field-endpoint")).toHaveValue("https://s3.<region>.wasabisys.com");
  expect(screen.getByTestId("field-region")).toHaveValue("<region>");
});
