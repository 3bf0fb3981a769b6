"""Reading a FHIR R4 Bundle, one kind of resource a file. `exchange.record` puts it together."""
