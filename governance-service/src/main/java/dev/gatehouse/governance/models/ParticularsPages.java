package dev.gatehouse.governance.models;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ParticularsRules.Fault;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the inventory says of a model, to write, and what was said before. Without scripts. */
@Path("/ui/models/{model}")
@Blocking
class ParticularsPages {

    private static final int HISTORY_ITEMS = 30;

    /** A field of the form. */
    record Field(String name, String label, String hint, int rows) {}

    private static final List<Field> TEXTS = List.of(
            new Field("purpose", "Purpose", "The decision that it serves, and for whom.", 3),
            new Field("validators", "Validators", "Who challenges it independently; one on a line.", 2),
            new Field(
                    "data",
                    "Data",
                    "One source on a line: name | training, evaluation or input | where it comes from.",
                    3),
            new Field("restrictions", "Restrictions", "On its use: where, for whom, up to what amount.", 3),
            new Field("third_parties", "Third parties", "One on a line: vendor | what they supply | contract.", 3),
            new Field(
                    "objectives",
                    "Objectives and key results",
                    "One key result on a line: objective | key result | target | unit | due, such as 2027-03-31.",
                    3),
            new Field(
                    "kpis",
                    "Success measures beyond accuracy (KPIs)",
                    "One on a line: name | up or down is better | target | unit | where the figures come from.",
                    3));
    private static final List<Field> NUMBERS = List.of(
            new Field("rice_reach", "Reach", "Persons or events a quarter.", 1),
            new Field("rice_impact", "Impact", "0.25 minimal, 0.5 low, 1 medium, 2 high, 3 massive.", 1),
            new Field("rice_confidence", "Confidence", "0 to 1: how sure you are of the others.", 1),
            new Field("rice_effort", "Effort", "Person-months, 0.1 or more.", 1));
    private static final List<Field> DAYS = List.of(
            new Field("in_use_since", "In use since", "", 1),
            new Field("last_validated", "Last validated", "", 1),
            new Field("next_validation_due", "Next validation due", "", 1),
            new Field("retired_on", "Retired on", "", 1));

    /** The form as it was sent or begins; {@code seen} is the revision that it was written on. */
    record FormPage(Model model, Map<String, String> typed, int seen, List<Fault> faults) {

        /** Codes to choose from. */
        public List<String> statuses() {
            return Arrays.stream(Particulars.Status.values())
                    .map(Particulars.Status::code)
                    .toList();
        }

        /** The fields to write text into. */
        public List<Field> texts() {
            return TEXTS;
        }

        /** The numbers of the score. */
        public List<Field> numbers() {
            return NUMBERS;
        }

        /** The days. */
        public List<Field> days() {
            return DAYS;
        }

        /** What was typed into a field. */
        public String said(String field) {
            return typed.getOrDefault(field, "");
        }

        /** What is wrong with a field; null when nothing is. */
        public String fault(String field) {
            String found = faults.stream()
                    .filter(f -> f.field().equals(field))
                    .map(Fault::reason)
                    .collect(Collectors.joining("; "));
            return found.isEmpty() ? null : found;
        }
    }

    /** A field that changed, its values as text; null where there was none. */
    record ChangeRow(String field, String before, String after) {}

    /** A revision as the page shows it. */
    record RevisionRow(int revision, Instant at, String by, boolean beginning, List<ChangeRow> changes) {}

    /** {@code next} is the revision below which the next page begins; null on the last one. */
    record HistoryPage(Model model, List<RevisionRow> revisions, Integer next) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance form(FormPage p);

        static native TemplateInstance history(HistoryPage p);

        private Templates() {}
    }

    private final Models models;
    private final ModelHistory history;
    private final ParticularsRules rules;

    @Inject
    ParticularsPages(Models models, ModelHistory history, ParticularsRules rules) {
        this.models = models;
        this.history = history;
        this.rules = rules;
    }

    @GET
    @Path("/particulars")
    @RolesAllowed(Roles.ENGINEER)
    public TemplateInstance form(String model) {
        Model found = models.named(model);
        return Templates.form(
                new FormPage(found, ParticularsText.of(found.particulars()), found.revision(), List.of()));
    }

    @POST
    @Path("/particulars")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ENGINEER)
    public Response save(String model, MultivaluedMap<String, String> inputs) {
        Model now = models.named(model);
        Map<String, String> typed = new LinkedHashMap<>();
        for (String field : ParticularsText.FIELDS) {
            String said = inputs.getFirst(field);
            typed.put(field, said == null ? "" : said);
        }
        int seen = number(inputs.getFirst("seen"));
        ParticularsText.Reading reading = ParticularsText.read(typed, rules);
        if (!reading.faults().isEmpty()) {
            return html(ProblemType.INVALID_VALUE.status(), new FormPage(now, typed, seen, reading.faults()));
        }
        try {
            models.describe(model, seen, reading.particulars());
        } catch (ProblemException e) {
            if (e.type() != ProblemType.STALE_EDIT) {
                throw e;
            }
            // Who was told that it changed, and saves again, means it.
            return html(
                    e.type().status(),
                    new FormPage(
                            now,
                            typed,
                            now.revision(),
                            List.of(new Fault(
                                    "purpose",
                                    "somebody changed the model meanwhile. Look at its history; save again to replace"
                                            + " what it says here"))));
        }
        return Response.seeOther(UriBuilder.fromPath("/ui/models/{model}")
                        .queryParam("done", "described")
                        .build(model))
                .build();
    }

    @GET
    @Path("/history")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance history(String model, @QueryParam("before") @DefaultValue("2147483647") int before) {
        List<ModelHistory.Revision> found = history.below(model, before, HISTORY_ITEMS);
        boolean more = !found.isEmpty() && !found.get(found.size() - 1).beginning();
        return Templates.history(new HistoryPage(
                models.named(model),
                found.stream().map(ParticularsPages::row).toList(),
                more ? (Integer) found.get(found.size() - 1).revision() : null));
    }

    private static RevisionRow row(ModelHistory.Revision r) {
        return new RevisionRow(
                r.revision(),
                r.at(),
                r.by(),
                r.beginning(),
                r.changes().stream()
                        .map(c -> new ChangeRow(
                                c.field(),
                                c.before() == null ? null : Line.spoken(c.before()),
                                c.after() == null ? null : Line.spoken(c.after())))
                        .toList());
    }

    private static int number(String seen) {
        try {
            return Integer.parseInt(seen == null ? "" : seen);
        } catch (NumberFormatException e) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "seen: load the form again and repeat.");
        }
    }

    private static Response html(int status, FormPage page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.form(page).render())
                .build();
    }
}
