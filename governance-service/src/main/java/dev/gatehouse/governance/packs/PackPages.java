package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.packs.Packs.PackSummary;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Fact;
import dev.gatehouse.risk.PolicyPack;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Policy packs for people: which are active, what each says, how a file differs from the active one, and the way to propose it. */
@Path("/ui/packs")
@Blocking
class PackPages {

    private static final int MIN_REASON_CHARS = 10;
    private static final int MAX_REASON_CHARS = 1000;

    /** A fault of a file that was not taken; {@code line} is 0 where the fault is in no single line. */
    record Fault(int line, String rule, String reason) {}

    /**
     * What the list of packs shows.
     *
     * @param mayDecide whether the caller is of the second line
     * @param refused why the file was not taken; null when none was refused
     * @param file name of the file that was refused
     */
    record ListPage(List<PackSummary> packs, boolean mayDecide, String refused, String file, List<Fault> faults) {}

    /** A rule, and whether its time is still to come or over. */
    record Rule(PackView.RuleRow row, boolean ahead, boolean over) {}

    /** A fact, and what a value of it looks like. */
    record Asked(Fact fact, String type) {}

    /**
     * What the page of a pack shows: one of its files.
     *
     * @param difference from the active file; null when this is the active one, or none is active
     * @param lines of the two files that differ; null where {@code difference} is
     * @param history every proposal, newest first
     * @param reason as it was typed
     * @param fault why the proposal was not made; null when none was refused
     * @param done what has just been done: {@code uploaded}, {@code known} or nothing
     */
    record PackPage(
            PackSummary pack,
            PackView view,
            List<Rule> rules,
            List<Asked> facts,
            PackDifference difference,
            LineDifference lines,
            List<PackProposal> history,
            boolean mayDecide,
            String reason,
            String fault,
            String done) {

        /** Whether the file on the page could be proposed now. */
        public boolean mayPropose() {
            return mayDecide && pack.proposal() == null;
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        static native TemplateInstance pack(PackPage p);

        private Templates() {}
    }

    private final Packs packs;
    private final Proposals proposals;
    private final Caller caller;
    private final Clock clock;

    @Inject
    PackPages(Packs packs, Proposals proposals, Caller caller, Clock clock) {
        this.packs = packs;
        this.proposals = proposals;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance list() {
        return Templates.list(new ListPage(packs.all(), mayDecide(), null, null, List.of()));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response upload(@RestForm FileUpload file) {
        if (file == null || file.fileName() == null || file.fileName().isBlank()) {
            return refused(422, "Choose a file.", "", List.of());
        }
        try {
            Packs.Arrival arrival = packs.upload(bytes(file));
            return Response.seeOther(UriBuilder.fromPath("/ui/packs/{pack}")
                            .queryParam("digest", "{digest}")
                            .queryParam("done", arrival.created() ? "uploaded" : "known")
                            .build(arrival.file().pack(), arrival.file().digest()))
                    .build();
        } catch (ProblemException e) {
            return refused(e.type().status(), sentence(e), file.fileName(), faults(e));
        }
    }

    @GET
    @Path("/{pack}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance pack(
            String pack,
            @QueryParam("digest") @DefaultValue("") String digest,
            @QueryParam("done") @DefaultValue("") String done) {
        return Templates.pack(page(pack, digest, "", null, done));
    }

    @GET
    @Path("/{pack}/files/{digest}/pack.yaml")
    @Produces("application/yaml")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response file(String pack, String digest) {
        return Response.ok(packs.bytes(pack, digest))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + pack + ".yaml\"")
                .build();
    }

    /** Proposes to activate a file, or, without a digest, to retire the pack. */
    @POST
    @Path("/{pack}/proposals")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response propose(
            String pack, @RestForm @DefaultValue("") String digest, @RestForm @DefaultValue("") String reason) {
        String given = reason.strip();
        int status = 422;
        String fault = "Say why in " + MIN_REASON_CHARS + " to " + MAX_REASON_CHARS
                + " characters; the second person reads it.";
        if (given.length() >= MIN_REASON_CHARS && given.length() <= MAX_REASON_CHARS) {
            try {
                PackProposal made =
                        proposals.propose(pack, digest.isEmpty() ? Optional.empty() : Optional.of(digest), given);
                return Response.seeOther(UriBuilder.fromPath("/ui/packs/{pack}/proposals/{proposal}")
                                .queryParam("done", "proposed")
                                .build(pack, made.id()))
                        .build();
            } catch (ProblemException e) {
                if (e.type() == ProblemType.UNKNOWN_PACK) {
                    throw e;
                }
                status = e.type().status();
                fault = sentence(e);
            }
        }
        return html(status, Templates.pack(page(pack, digest, given, fault, "")));
    }

    private PackPage page(String pack, String digest, String reason, String fault, String done) {
        PackSummary summary = packs.named(pack);
        PackView view = packs.view(pack, digest.isEmpty() ? Optional.empty() : Optional.of(digest));
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        boolean other = summary.active() != null && !view.file().active();
        return new PackPage(
                summary,
                view,
                view.rules().stream()
                        .map(row -> new Rule(
                                row,
                                row.effectiveFrom().isAfter(today),
                                row.effectiveUntil() != null
                                        && row.effectiveUntil().isBefore(today)))
                        .toList(),
                view.facts().stream().map(f -> new Asked(f, type(f))).toList(),
                other ? PackDifference.between(packs.view(pack, Optional.empty()), view) : null,
                other
                        ? LineDifference.between(
                                text(pack, summary.active().digest()),
                                text(pack, view.file().digest()))
                        : null,
                proposals.of(pack),
                mayDecide(),
                reason,
                fault,
                done);
    }

    private String text(String pack, String digest) {
        return new String(packs.bytes(pack, digest), StandardCharsets.UTF_8);
    }

    private static String type(Fact fact) {
        String base = switch (fact.type()) {
            case BOOL -> "yes or no";
            case INT -> "whole number";
            case DECIMAL -> "number";
            case ENUM -> "one of " + String.join(", ", fact.values());
            case SET ->
                "any of " + fact.format().map(f -> "the codes of " + f).orElse(String.join(", ", fact.values()));
            case DATE -> "date";
            case DATETIME -> "day and time";
            case MAP -> "for each of " + String.join(", ", fact.keys()) + ": " + String.join(" or ", fact.values());
            case COUNTS -> "for each group: " + String.join(", ", fact.keys());
        };
        return base + fact.unit().map(unit -> ", " + unit).orElse("");
    }

    private Response refused(int status, String sentence, String file, List<Fault> faults) {
        return html(status, Templates.list(new ListPage(packs.all(), mayDecide(), sentence, file, faults)));
    }

    private static List<Fault> faults(ProblemException refusal) {
        List<Fault> faults = new ArrayList<>();
        if (refusal.members().get("faults") instanceof List<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> f && f.get("line") instanceof Integer line) {
                    faults.add(new Fault(line, String.valueOf(f.get("rule")), String.valueOf(f.get("reason"))));
                }
            }
        }
        return faults;
    }

    /** The API's sentence without what it says about its own fields and addresses. */
    private static String sentence(ProblemException refusal) {
        if (refusal.type() == ProblemType.INVALID_PACK) {
            List<Fault> faults = faults(refusal);
            return faults.size() == 1 ? "One problem was found." : faults.size() + " problems were found.";
        }
        return refusal.getMessage();
    }

    private static byte[] bytes(FileUpload file) {
        try (InputStream in = Files.newInputStream(file.uploadedFile())) {
            return in.readNBytes(PolicyPack.MAX_PACK_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("the upload cannot be read", e);
        }
    }

    private static Response html(int status, TemplateInstance page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(page.render())
                .build();
    }

    private boolean mayDecide() {
        return (caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE)) && !caller.isServiceAccount();
    }
}
