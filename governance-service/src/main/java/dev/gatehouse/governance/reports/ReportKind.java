package dev.gatehouse.governance.reports;

import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can be downloaded: its name, who may, and in which forms. */
public enum ReportKind {
    CARD(
            "Model card",
            Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE),
            List.of(
                    Form.same("pdf", "PDF", "application/pdf", "/card.pdf"),
                    Form.same("html", "Page", "text/html", "/card.html"),
                    new Form("json", "JSON", "application/json", "/card", "/card.json"),
                    Form.same("cyclonedx", "CycloneDX", "application/vnd.cyclonedx+json", "/card.cdx.json"),
                    Form.same("huggingface", "Hugging Face", "text/markdown", "/card.md"))),
    AUDIT(
            "Fairness audit report",
            Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE),
            Forms.OF_AUDIT),
    DRIFT("Drift audit report", Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE), Forms.OF_AUDIT),
    PERFORMANCE(
            "Performance audit report",
            Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE),
            Forms.OF_AUDIT),
    DIAGNOSIS("Diagnosis", Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE), Forms.OF_AUDIT),
    SPLITS("Check of splits", Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE), Forms.OF_AUDIT),
    ASSESSMENT(
            "Risk assessment",
            Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE),
            List.of(
                    Form.same("pdf", "PDF", "application/pdf", "/document.pdf"),
                    Form.same("html", "Page", "text/html", "/document.html"),
                    new Form("json", "JSON", "application/json", "", ".json"))),
    APPROVAL(
            "Approval record",
            Set.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE),
            List.of(
                    Form.same("pdf", "PDF", "application/pdf", "/document.pdf"),
                    Form.same("html", "Page", "text/html", "/document.html"),
                    new Form("json", "Dossier (JSON)", "application/json", "/dossier", "/dossier.json"))),
    BUNDLE(
            "Evidence bundle",
            Set.of(Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE),
            List.of(Form.same("zip", "ZIP", "application/zip", "/evidence.zip")));

    /**
     * A form of it.
     *
     * @param id for programs
     * @param label for people
     * @param mediaType what comes
     * @param api end of its address in the API
     * @param page end of its address among the pages
     */
    record Form(String id, String label, String mediaType, String api, String page) {
        private static Form same(String id, String label, String mediaType, String end) {
            return new Form(id, label, mediaType, end, end);
        }
    }

    /** The forms that audits of all kinds come in. */
    private static final class Forms {
        private static final List<Form> OF_AUDIT = List.of(
                Form.same("pdf", "PDF", "application/pdf", "/document.pdf"),
                Form.same(
                        "pdf-disclosure",
                        "PDF for readers outside",
                        "application/pdf",
                        "/document.pdf?disclosure=true"),
                Form.same("html", "Page", "text/html", "/document.html"),
                new Form("json", "JSON", "application/json", "/report", "/report.json"));

        private Forms() {}
    }

    private final String title;
    private final Set<String> roles;
    private final List<Form> forms;

    ReportKind(String title, Set<String> roles, List<Form> forms) {
        this.title = title;
        this.roles = roles;
        this.forms = forms;
    }

    /**
     * For programs and in the database: {@code card}, {@code audit} (of fairness), {@code drift}, {@code performance}, {@code diagnosis},
     * {@code splits}, {@code assessment}, {@code approval} or {@code bundle}.
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** That of an audit's report. */
    static ReportKind ofAudit(PlanKind kind) {
        return kind == PlanKind.FAIRNESS ? AUDIT : valueOf(kind.name());
    }

    List<Form> forms() {
        return forms;
    }

    /** Those that the caller may download, in their order. */
    static List<ReportKind> of(Caller caller) {
        return Arrays.stream(values())
                .filter(kind -> kind.roles.stream().anyMatch(caller::has))
                .toList();
    }

    static Optional<ReportKind> byId(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }
}
