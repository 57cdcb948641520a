/** Detectors as the app describes them, for the stand-in. */
import type { DetectorInfo } from "../bindings";

function detector(
  id: string,
  title: string,
  category: DetectorInfo["category"],
  severity: DetectorInfo["severity"],
  description: string,
  examples: string[] = [],
  counterexamples: string[] = [],
): DetectorInfo {
  return { id, title, category, severity, version: 1, description, examples, counterexamples };
}

export const detectors: DetectorInfo[] = [
  detector(
    "payment_card",
    "Payment card number",
    "financial",
    "critical",
    "13 to 19 digits that pass the **Luhn** checksum and start as an issuer's do.\n\n## Limits\n\n- Published test numbers are scored *low*.\n- See `payment_card` in <b>the list</b>.",
    ["4242 4242 4242 4242"],
    ["4111 1111 1111 1112", "order 1234 5678 9012 3456"],
  ),
  detector("iban", "IBAN", "financial", "high", "An account number whose country length and ISO 7064 checksum hold."),
  detector("us_ssn", "US Social Security number", "government_id", "critical", "Nine digits in an issued range."),
  detector("email", "E-mail address", "personal", "low", "An address with a plausible domain."),
  detector(
    "phone",
    "Phone number",
    "personal",
    "medium",
    "A number with a country code, or near a word such as *tel*.",
  ),
  detector("date_of_birth", "Date of birth", "personal", "medium", "A date in a column or near a word that says so."),
  detector("aws_access_key", "AWS access key", "credential", "critical", "A key id and its secret nearby."),
  detector("private_key", "Private key", "credential", "critical", "A PEM block that decodes."),
  detector("icd10", "Diagnosis code", "health", "high", "A code of ICD-10 near a word of health care."),
  detector("ipv4", "IP address", "network", "low", "A public IPv4 address."),
];
