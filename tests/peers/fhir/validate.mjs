// Resources, one a line, on standard input; on standard output a line of issues for each.
import { validateResource } from "@medplum/core";
import { createInterface } from "node:readline";
import { loadDefinitions } from "./definitions.mjs";

loadDefinitions();
for await (const line of createInterface({ input: process.stdin })) {
  let issues;
  try {
    issues = validateResource(JSON.parse(line)).filter((i) => i.severity !== "information");
  } catch (fault) {
    issues = fault.outcome?.issue ?? [{ details: { text: String(fault) } }];
  }
  console.log(JSON.stringify(issues.map((i) => `${i.expression?.[0] ?? ""}: ${i.details?.text}`)));
}
