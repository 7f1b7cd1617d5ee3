package dev.gatehouse.governance.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A model as the API shows it.
 *
 * @param rice score of how pressing it is; null unless stated
 * @param stage derived, in lists only: {@code permitted}, {@code in-review}, {@code registered} or {@code no-version}
 */
public record ModelView(
        String name,
        String title,
        String owner,
        String intendedUse,
        String outOfScopeUse,
        int revision,
        Instant createdAt,
        Instant changedAt,
        JsonNode facts,
        Particulars particulars,
        @JsonInclude(JsonInclude.Include.NON_NULL) BigDecimal rice,
        @JsonInclude(JsonInclude.Include.NON_NULL) String stage,
        JsonNode assessment) {

    static ModelView of(Model m) {
        return of(m, null);
    }

    /** As a list shows it, with its stage. */
    public static ModelView of(Model m, String stage) {
        return new ModelView(
                m.name(),
                m.title(),
                m.owner(),
                m.intendedUse(),
                m.outOfScopeUse(),
                m.revision(),
                m.createdAt(),
                m.changedAt(),
                m.facts(),
                m.particulars(),
                m.particulars().rice() == null ? null : m.particulars().rice().score(),
                stage,
                m.assessment());
    }
}
