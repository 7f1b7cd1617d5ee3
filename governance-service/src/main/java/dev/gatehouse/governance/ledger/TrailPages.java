package dev.gatehouse.governance.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.TlogProof;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The audit trail: the acts of the ledger with filters, as a table and as CSV, and the proof of each. */
@Path("/ui/ledger")
@Blocking
class TrailPages {

    private static final int PAGE_ACTS = 50;
    private static final int MAX_CSV_ACTS = 100_000;
    private static final int MAX_FILTER_CHARS = 200;

    /** What the form asks for, as it was typed. */
    static final class Asked {
        @QueryParam("act")
        @DefaultValue("")
        String act;

        @QueryParam("subject")
        @DefaultValue("")
        String subject;

        @QueryParam("actor")
        @DefaultValue("")
        String actor;

        @QueryParam("from")
        @DefaultValue("")
        String from;

        @QueryParam("to")
        @DefaultValue("")
        String to;

        public String getAct() {
            return act.strip();
        }

        public String getSubject() {
            return subject.strip();
        }

        public String getActor() {
            return actor.strip();
        }

        public String getFrom() {
            return from.strip();
        }

        public String getTo() {
            return to.strip();
        }

        /** The same question as a query string, for links. */
        public String getQuery() {
            return "act=" + encoded(getAct()) + "&subject=" + encoded(getSubject()) + "&actor=" + encoded(getActor())
                    + "&from=" + encoded(getFrom()) + "&to=" + encoded(getTo());
        }

        private static String encoded(String value) {
            return java.net.URLEncoder.encode(value, UTF_8);
        }
    }

    /**
     * A line of the table.
     *
     * @param name who the actor is; null where that is not known or not for the caller to know
     */
    record Line(long index, Instant at, String act, String actor, String name, String subject) {}

    /**
     * What the list shows.
     *
     * @param kinds acts to choose from
     * @param next index before which the next page begins; null on the last one
     * @param fault why nothing is shown; null when the question could be answered
     * @param names whether the caller is shown who is who
     * @param csvLimit most acts that a download has
     */
    record ListPage(
            List<Line> acts, Asked asked, List<String> kinds, Long next, String fault, boolean names, int csvLimit) {}

    /**
     * What the page of a leaf shows.
     *
     * @param name who acted; null where that is not known or not for the caller to know
     * @param checkpoint the oldest one that covers the leaf; null while it waits
     * @param hashes of the proof, from the leaf up
     * @param verified what the service found when it checked the proof just now; null while there is none
     */
    record LeafPage(
            Ledger.Entry entry,
            String name,
            StoredCheckpoint checkpoint,
            List<String> hashes,
            String verified,
            List<String> keys) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        static native TemplateInstance leaf(LeafPage p);

        private Templates() {}
    }

    private final AuditTrail trail;
    private final Ledger ledger;
    private final LedgerKeys keys;
    private final People people;
    private final Caller caller;

    @Inject
    TrailPages(AuditTrail trail, Ledger ledger, LedgerKeys keys, People people, Caller caller) {
        this.trail = trail;
        this.ledger = ledger;
        this.keys = keys;
        this.people = people;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response list(
            @BeanParam Asked asked, @QueryParam("before") @DefaultValue("9223372036854775807") long before) {
        Map<String, People.Known> known = known();
        try {
            List<AuditTrail.Act> found = trail.before(before, filter(asked, known), PAGE_ACTS + 1);
            List<Line> lines =
                    found.stream().limit(PAGE_ACTS).map(act -> line(act, known)).toList();
            Long next = found.size() > PAGE_ACTS ? lines.get(PAGE_ACTS - 1).index() : null;
            return page(200, asked, lines, next, null);
        } catch (UnusableFilter e) {
            return page(422, asked, List.of(), null, e.getMessage());
        }
    }

    @GET
    @Path("/acts.csv")
    @Produces("text/csv")
    @RolesAllowed({Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response csv(@BeanParam Asked asked) {
        Map<String, People.Known> known = known();
        AuditTrail.Filter filter;
        long count;
        try {
            filter = filter(asked, known);
            count = trail.count(filter, MAX_CSV_ACTS);
            if (count > MAX_CSV_ACTS) {
                throw new UnusableFilter("A download has at most " + Wording.grouped(MAX_CSV_ACTS)
                        + " acts, and these are more. Narrow them by dates, and download them in parts.");
            }
        } catch (UnusableFilter e) {
            return page(422, asked, List.of(), null, e.getMessage());
        }
        ledger.recordNow("trail.downloaded", "download/audit-trail", Map.of("acts", Long.toString(count)));
        StreamingOutput lines = out -> {
            write(out, CsvLine.of("index", "at", "act", "actor", "name", "subject", "leaf_hash"));
            trail.each(filter, MAX_CSV_ACTS, act -> write(out, csvLine(act, known)));
        };
        return Response.ok(lines)
                .type("text/csv; charset=UTF-8; header=present")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit-trail.csv\"")
                .build();
    }

    @GET
    @Path("/{index}")
    @RolesAllowed({Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance leaf(long index) {
        Ledger.Entry entry = ledger.named(index);
        Optional<StoredCheckpoint> checkpoint = ledger.checkpointCovering(index);
        Optional<TlogProof> proof = ledger.proof(index);
        return Templates.leaf(new LeafPage(
                entry,
                Optional.ofNullable(known().get(entry.actor()))
                        .map(People.Known::displayName)
                        .orElse(null),
                checkpoint.orElse(null),
                proof.map(p -> p.hashes().stream().map(Digest::toString).toList())
                        .orElse(List.of()),
                proof.map(p -> verified(p, entry)).orElse(null),
                ledger.verifierKeys()));
    }

    @GET
    @Path("/{index}/proof")
    @Produces(MediaType.TEXT_PLAIN)
    @RolesAllowed({Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response proof(long index) {
        TlogProof proof = ledger.proof(index)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_LEAF, "No checkpoint covers a leaf " + index + " yet."));
        return Response.ok(proof.text())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"leaf-" + index + TlogProof.FILE_EXTENSION + "\"")
                .build();
    }

    @GET
    @Path("/{index}/leaf")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed({Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response bytes(long index) {
        return Response.ok(ledger.named(index).leaf().getBytes(UTF_8))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"leaf-" + index + ".json\"")
                .build();
    }

    private String verified(TlogProof proof, Ledger.Entry entry) {
        try {
            return "It verifies: the leaf is one of the "
                    + proof.verify(entry.leaf().getBytes(UTF_8), keys.known()).size()
                    + " that were signed.";
        } catch (dev.gatehouse.approval.canonical.InvalidDocumentException e) {
            return "It does not verify: " + e.getMessage() + ".";
        }
    }

    private Response page(int status, Asked asked, List<Line> acts, Long next, String fault) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.list(new ListPage(acts, asked, trail.kinds(), next, fault, mayKnow(), MAX_CSV_ACTS))
                        .render())
                .build();
    }

    // ---------------------------------------------------------------- who is who

    private boolean mayKnow() {
        return caller.has(Roles.COMPLIANCE);
    }

    private Map<String, People.Known> known() {
        return mayKnow()
                ? people.known().stream().collect(Collectors.toMap(People.Known::pseudonym, Function.identity()))
                : Map.of();
    }

    private static Line line(AuditTrail.Act act, Map<String, People.Known> known) {
        return new Line(act.index(), act.at(), act.act(), act.actor(), name(act, known), act.subject());
    }

    private static String name(AuditTrail.Act act, Map<String, People.Known> known) {
        People.Known person = known.get(act.actor());
        return person == null ? null : person.displayName();
    }

    private static String csvLine(AuditTrail.Act act, Map<String, People.Known> known) {
        String name = name(act, known);
        return CsvLine.of(
                Long.toString(act.index()),
                act.at().toString(),
                act.act(),
                act.actor(),
                name == null ? "" : name,
                act.subject(),
                act.hash().toString());
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(UTF_8));
    }

    // ---------------------------------------------------------------- the question

    /** The form's question cannot be answered; the message says what to change. */
    private static final class UnusableFilter extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableFilter(String message) {
            super(message);
        }
    }

    private static AuditTrail.Filter filter(Asked asked, Map<String, People.Known> known) {
        for (String value : List.of(asked.getAct(), asked.getSubject(), asked.getActor())) {
            if (value.length() > MAX_FILTER_CHARS || value.indexOf('\0') >= 0) {
                throw new UnusableFilter("What to look for has at most " + MAX_FILTER_CHARS + " characters.");
            }
        }
        Optional<LocalDate> from = day("From", asked.getFrom());
        Optional<LocalDate> to = day("To", asked.getTo());
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            throw new UnusableFilter("'To' is before 'From'.");
        }
        return new AuditTrail.Filter(
                asked.getAct(),
                asked.getSubject(),
                actors(asked.getActor(), known),
                from.map(d -> d.atStartOfDay(ZoneOffset.UTC).toInstant()),
                to.map(d -> d.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    private static Optional<List<String>> actors(String asked, Map<String, People.Known> known) {
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        List<String> named = known.values().stream()
                .filter(p ->
                        p.username().equalsIgnoreCase(asked) || p.displayName().equalsIgnoreCase(asked))
                .map(People.Known::pseudonym)
                .toList();
        return Optional.of(named.isEmpty() ? List.of(asked) : named);
    }

    private static Optional<LocalDate> day(String name, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() < 1970 || day.getYear() > 9999) {
                throw new UnusableFilter("'" + name + "' is not a day that this ledger could have.");
            }
            return Optional.of(day);
        } catch (DateTimeParseException e) {
            throw new UnusableFilter("'" + name + "' is not a day such as 2026-11-30.");
        }
    }
}
