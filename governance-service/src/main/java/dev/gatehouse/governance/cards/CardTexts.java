package dev.gatehouse.governance.cards;

import jakarta.validation.constraints.Size;

/** The few texts of a card that people write; what is left out is printed as 'not provided'. */
record CardTexts(
        @Size(max = 2000) String summary,
        @Size(max = 20_000) String ethicalConsiderations,
        @Size(max = 20_000) String humanOversight,
        @Size(max = 20_000) String limitsOfUse) {}
