package dev.gatehouse.governance.models;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;

/**
 * A model as its engineer registers it.
 *
 * @param name unique, kept for good; safe in a URL, a file name and a metric label
 * @param title for people
 * @param owner who answers for it
 * @param intendedUse what it is for
 * @param outOfScopeUse what it is not for
 * @param facts answers by fact name, as {@link dev.gatehouse.risk.RiskAssessor} takes them
 */
public record ModelRegistration(
        @NotNull
        @Pattern(regexp = ModelResource.SLUG, message = "use 1 to 63 lower-case letters, digits and inner hyphens")
        String name,

        @NotBlank @Size(max = MAX_TITLE_CHARS) String title,
        @NotBlank @Size(max = MAX_TITLE_CHARS) String owner,
        @NotBlank @Size(max = MAX_USE_CHARS) String intendedUse,
        @NotBlank @Size(max = MAX_USE_CHARS) String outOfScopeUse,
        @NotNull @Size(max = MAX_FACTS) Map<String, Object> facts) {

    /** Longest title and owner. */
    public static final int MAX_TITLE_CHARS = 200;

    /** Longest text on what it is for, and not for. */
    public static final int MAX_USE_CHARS = 10_000;

    /** Most facts of one model. */
    public static final int MAX_FACTS = 200;
}
