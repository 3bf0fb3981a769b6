// Ends well only where all that npm was to bring is there, and a search finds what was put in.
import { parseSearchRequest } from "@medplum/core";
import { MemoryRepository } from "@medplum/fhir-router";
import "oidc-provider";
import { loadDefinitions } from "./definitions.mjs";

loadDefinitions();
const repo = new MemoryRepository();
const subject = { reference: "Patient/p1" };
for (const resourceType of ["Condition", "Observation", "MedicationRequest"]) {
  await repo.createResource({ resourceType, subject });
  const found = await repo.search(parseSearchRequest(`${resourceType}?patient=Patient/p1`));
  if (found.total !== 1) {
    console.error(`a search for ${resourceType} finds ${found.total} of 1`);
    process.exit(1);
  }
}
