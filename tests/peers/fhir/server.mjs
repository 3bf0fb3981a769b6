// A FHIR R4 server in memory, loaded from bundles named as arguments. Prints its port, then serves.
// Every request needs the bearer token in TOKEN where that is set. FAULT makes it a bad server:
// slow (never answers), drips (a header at a time, for good), broken (500), endless (pages without end), lies (what it finds is of another patient).
import { MemoryRepository, FhirRouter } from "@medplum/fhir-router";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { SERVED, loadDefinitions } from "./definitions.mjs";

loadDefinitions(SERVED);
const repo = new MemoryRepository();
const router = new FhirRouter();
for (const path of process.argv.slice(2)) {
  for (const { resource } of JSON.parse(readFileSync(path, "utf8")).entry) {
    await repo.createResource(resource, { assignedId: true });
  }
}
const { TOKEN, FAULT } = process.env;
function lied(resource) {
  for (const { resource: one } of resource?.entry ?? []) {
    for (const name of ["subject", "patient"]) if (one[name]) one[name] = { reference: "Patient/p9" };
  }
}
const server = createServer(async (request, response) => {
  const reply = (status, body) => {
    response.writeHead(status, { "content-type": "application/fhir+json" });
    response.end(JSON.stringify(body));
  };
  if (TOKEN && request.headers.authorization !== `Bearer ${TOKEN}`) return reply(401, {});
  if (FAULT === "slow") return;
  if (FAULT === "drips") {
    response.socket.write("HTTP/1.1 200 OK\r\n");
    return void setInterval(() => response.socket?.write("x: "), 100);
  }
  if (FAULT === "broken") return reply(500, { resourceType: "OperationOutcome", issue: [] });
  const url = new URL(request.url, `http://${request.headers.host}`);
  const query = Object.fromEntries([...url.searchParams.keys()].map((k) => [k, url.searchParams.getAll(k)]));
  const [outcome, resource] = await router.handleRequest(
    { method: request.method, url: url.pathname + url.search, body: {}, params: {}, query },
    repo,
  );
  const status = outcome.issue?.[0]?.code === "not-found" ? 404 : outcome.id === "ok" ? 200 : 400;
  if (FAULT === "endless" && resource?.resourceType === "Bundle") {
    resource.link = [{ relation: "next", url: url.href }];
  }
  if (FAULT === "lies") lied(resource);
  reply(status, resource ?? outcome);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
