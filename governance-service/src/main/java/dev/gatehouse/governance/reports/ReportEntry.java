package dev.gatehouse.governance.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * Something in the library that can be downloaded.
 *
 * @param kind {@link ReportKind#id()}
 * @param title of the kind
 * @param model name of the model
 * @param modelTitle what the model is called
 * @param version null for what is of a model, not of a version
 * @param id of the audit run, release or assessment; null for a card, which its version names
 * @param state an audit's verdict, an assessment's tier (or its status while it has none), a release's state; null for a card, and for an
 *     audit without limits
 * @param at when the card was compiled, the audit ended, the assessment was stored, the release was decided or, before, submitted
 * @param forms in which it comes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportEntry(
        String kind,
        String title,
        String model,
        String modelTitle,
        String version,
        String id,
        String state,
        Instant at,
        List<Form> forms) {

    /**
     * One form.
     *
     * @param id {@code pdf}, {@code html}, {@code json}, {@code zip}, …
     * @param label for people
     * @param mediaType what comes
     * @param href where, from the root of the site
     */
    public record Form(String id, String label, String mediaType, String href) {}

    /** What it is of, such as {@code credit-default/2}. */
    public String subject() {
        return version == null ? model : model + "/" + version;
    }
}
