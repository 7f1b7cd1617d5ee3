package dev.gatehouse.card;

import java.time.LocalDate;

/**
 * A class that law, not house policy, puts the use case in.
 *
 * @param name such as {@code high-risk}
 * @param citation the article or section
 * @param certainty how firm the reading is; null if not provided
 * @param effectiveFrom the day its duties begin; null if not provided
 */
public record LegalClass(String name, String citation, String certainty, LocalDate effectiveFrom) {
    public LegalClass {
        name = Require.text(name, "name");
        citation = Require.optionalText(citation, "citation");
        certainty = Require.optionalText(certainty, "certainty");
    }
}
