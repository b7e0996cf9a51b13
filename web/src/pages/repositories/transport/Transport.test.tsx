import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { CertificateView, MoveView, RepositoryView, TransportView } from "~/api/types";
import { PUBLISHER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items } from "~/test/server";

const CHANGE = "PATCH /repositories/network";
const ADDRESS = "https://git.example.net/network.git";
const PEM = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
const KEY = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n";
const DAY = 86_400_000;

const certificate = (subject: string, days: number): CertificateView => ({
  subject,
  issuer: "CN=Own CA",
  sha256: `AA:BB:${subject}`,
  valid_from: Date.now() - DAY,
  expires_at: Date.now() + days * DAY,
});

const FULL: TransportView = {
  authorities: [certificate("CN=Own CA", 400)],
  client_certificate: certificate("CN=ada", 3),
  proxy: "http://bot@proxy.example.net:3128",
  proxy_password: true,
  no_proxy: "example.org",
  warnings: ["the client certificate `CN=ada` expires in 3 days; store the new one"],
};

const NETWORK: RepositoryView = { name: "network", url: ADDRESS, branch: "main", fabrics: ["env"], queues: [] };

function withRepository(more: Partial<RepositoryView> = {}): FakeServer {
  return serve()
    .on("GET /repositories", items({ ...NETWORK, ...more }))
    .on("GET /credentials", items());
}

/** As the server tells what is wrong on the way to a remote. */
function trouble(code: string, detail: string): Response {
  const problem = { type: "urn:hedgerow:problem:remote", code, title: "Remote repository failed", status: 502, detail };
  return Response.json(problem, { status: 502 });
}

const UNKNOWN = () =>
  trouble("unknown-authority", "the remote's certificate is not signed by an authority that is trusted here; store it");

async function choose(item: string) {
  await userEvent.click(await screen.findByRole("button", { name: "More for network" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

async function openEdit() {
  await choose("Edit certificates and proxy");
  return within(await screen.findByRole("dialog", { name: "Certificates and proxy of network" }));
}

type InDialog = Awaited<ReturnType<typeof openEdit>>;

async function paste(dialog: InDialog, label: string, text: string) {
  await userEvent.click(dialog.getByLabelText(label));
  await userEvent.paste(text);
}

const save = (dialog: InDialog) => userEvent.click(dialog.getByRole("button", { name: "Test and save settings" }));
const pick = (dialog: InDialog, name: RegExp) => userEvent.click(dialog.getByRole("radio", { name }));

test("what is set is shown to those who may see the repository, and the form only to those who may set it", async () => {
  await openPage(withRepository({ transport: FULL }).on("GET /me", PUBLISHER), "/repositories");
  const row = await screen.findByRole("region", { name: "network" });
  for (const words of ["CN=Own CA", "CN=ada", "http://bot@proxy.example.net:3128", "example.org", "AA:BB:CN=ada"])
    expect(row.textContent).toContain(words);
  expect(row.textContent).toContain("its key is stored sealed");
  expect(row.textContent).toContain("The client certificate CN=ada expires in 3 days; store the new one.");
  expect(within(row).queryByRole("button", { name: /^(More for|Edit|Test)/ })).toBeNull();
});

test("an authority that the remote is not signed by is refused in the server's words, and stays in the form", async () => {
  const server = withRepository().on(CHANGE, UNKNOWN);
  await openPage(server, "/repositories");
  const dialog = await openEdit();
  await pick(dialog, /^Trust other/);
  await save(dialog);
  expect(dialog.getByText("the certificate is needed")).toBeTruthy();
  await waitFor(() =>
    expect(document.activeElement).toBe(dialog.getByLabelText("Certificates of the authority", { exact: true })),
  );
  expect(server.count(CHANGE)).toBe(0);
  await paste(dialog, "Certificates of the authority", PEM);
  await save(dialog);
  expect((await dialog.findByRole("alert")).textContent).toContain("not signed by an authority that is trusted here");
  expect((dialog.getByLabelText("Certificates of the authority") as HTMLTextAreaElement).value).toBe(PEM);
  server.on(CHANGE, NETWORK);
  await save(dialog);
  expect(await screen.findByText("network is saved; the connection works.")).toBeTruthy();
  expect(server.sent(CHANGE)).toEqual({ transport: { ca: PEM } });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("only what was touched is sent; a renewed certificate without its key, a removed password", async () => {
  const server = withRepository({ transport: FULL }).on(CHANGE, NETWORK);
  await openPage(server, "/repositories");
  let dialog = await openEdit();
  await save(dialog);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(server.count(CHANGE)).toBe(0);
  dialog = await openEdit();
  expect(dialog.queryByLabelText("Private key")).toBeNull();
  await userEvent.click(dialog.getAllByRole("radio", { name: "Replace" })[1] as HTMLElement);
  await paste(dialog, "Certificate", PEM);
  await userEvent.click(dialog.getByLabelText("Remove the stored password"));
  await save(dialog);
  await waitFor(() =>
    expect(server.sent(CHANGE)).toEqual({ transport: { client_certificate: PEM, proxy_password: null } }),
  );
});

test("each is removed on its own, and a proxy with what belongs to it", async () => {
  const server = withRepository({ transport: FULL }).on(CHANGE, NETWORK);
  await openPage(server, "/repositories");
  const dialog = await openEdit();
  await pick(dialog, /^Remove: the system's/);
  await pick(dialog, /^Remove, with its key/);
  await userEvent.clear(dialog.getByLabelText("Proxy"));
  expect(dialog.getByText("The proxy is removed, with its password and its list of hosts.")).toBeTruthy();
  expect(dialog.queryByLabelText("Hosts without the proxy")).toBeNull();
  await save(dialog);
  await waitFor(() =>
    expect(server.sent(CHANGE)).toEqual({ transport: { ca: null, client_certificate: null, proxy: null } }),
  );
});

test("certificates are read from files; what is not PEM is not put into the field", async () => {
  await openPage(withRepository(), "/repositories");
  const dialog = await openEdit();
  await pick(dialog, /^Trust other/);
  const file = dialog.getByLabelText("File for Certificates of the authority");
  const field = dialog.getByLabelText("Certificates of the authority") as HTMLTextAreaElement;
  await userEvent.upload(file, new File(["0\u0003"], "ca.der"));
  expect((await dialog.findByRole("alert")).textContent).toContain("ca.der is not PEM");
  expect(field.value).toBe("");
  await userEvent.upload(file, new File([PEM], "ca.pem"));
  await waitFor(() => expect(field.value).toBe(PEM));
  expect(dialog.queryByRole("alert")).toBeNull();
});

test("a test that fails for a certificate leads to where it is set, and is forgotten once that is done", async () => {
  const server = withRepository().on("POST /repositories/network/test", UNKNOWN).on(CHANGE, NETWORK);
  await openPage(server, "/repositories");
  const row = within(await screen.findByRole("region", { name: "network" }));
  await userEvent.click(row.getByRole("button", { name: "Test repository" }));
  expect((await row.findByRole("alert")).textContent).toContain("not signed by an authority");
  await userEvent.click(row.getByRole("button", { name: "Edit certificates and proxy" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Certificates and proxy of network" }));
  await pick(dialog, /^Trust other/);
  await paste(dialog, "Certificates of the authority", PEM);
  server.on("GET /repositories", items({ ...NETWORK, transport: { ...FULL, client_certificate: null } }));
  await save(dialog);
  await waitFor(() => expect(row.queryByRole("alert")).toBeNull());
});

test("a repository whose authority is not known is connected with it: the refusal unfolds the fields", async () => {
  const server = withRepository().on("POST /repositories", UNKNOWN);
  await openPage(server, "/repositories?new=1");
  const dialog = within(await screen.findByRole("dialog", { name: "Connect a repository" }));
  expect(dialog.queryByText("Certificates and proxy")).toBeNull();
  await userEvent.type(dialog.getByLabelText("URL"), ADDRESS);
  const section = dialog.getByText("Certificates and proxy").closest("details") as HTMLDetailsElement;
  expect(section.open).toBe(false);
  await userEvent.click(dialog.getByRole("button", { name: "Connect repository" }));
  await waitFor(() => expect(section.open).toBe(true));
  await pick(dialog, /^Trust other/);
  await paste(dialog, "Certificates of the authority", PEM);
  await userEvent.type(dialog.getByLabelText("Proxy"), "http://proxy.example.net:3128");
  server.on("POST /repositories", NETWORK);
  await userEvent.click(dialog.getByRole("button", { name: "Connect repository" }));
  await waitFor(() =>
    expect(server.sent("POST /repositories")).toMatchObject({
      url: ADDRESS,
      transport: { ca: PEM, proxy: "http://proxy.example.net:3128" },
    }),
  );
});

test("a repository moves with another client certificate, as it was previewed", async () => {
  const there: MoveView = { from: ADDRESS, to: ADDRESS, there: false, same_remote: true, head: "main=c9", fabrics: [] };
  const server = withRepository()
    .on("POST /repositories/network/place/preview", there)
    .on("POST /repositories/network/place", there);
  await openPage(server, "/repositories");
  await choose("Move to another URL");
  const dialog = within(await screen.findByRole("dialog", { name: "Move repository network" }));
  await userEvent.click(dialog.getByText("Certificates and proxy"));
  await pick(dialog, /^Show one/);
  await paste(dialog, "Certificate", PEM + KEY);
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
  expect(dialog.getByText(/^there is a private key in it/)).toBeTruthy();
  expect(server.count("POST /repositories/network/place/preview")).toBe(0);
  await userEvent.clear(dialog.getByLabelText("Certificate"));
  await paste(dialog, "Certificate", PEM);
  await paste(dialog, "Private key", KEY);
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
  await userEvent.click(await dialog.findByRole("button", { name: "Move repository network" }));
  const transport = { client_certificate: PEM, client_key: KEY };
  await waitFor(() =>
    expect(server.sent("POST /repositories/network/place")).toMatchObject({ transport, previewed: "main=c9" }),
  );
});

test("where no TLS and no proxy is spoken, nothing of it is offered", async () => {
  await openPage(withRepository({ url: "ssh://git@git.example.net/network.git" }), "/repositories");
  await userEvent.click(await screen.findByRole("button", { name: "More for network" }));
  await screen.findByRole("menuitem", { name: "Edit credential and branch" });
  expect(screen.queryByRole("menuitem", { name: "Edit certificates and proxy" })).toBeNull();
});
