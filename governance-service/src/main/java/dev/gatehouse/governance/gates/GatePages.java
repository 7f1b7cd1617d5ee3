package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.governance.files.Documents;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.identity.SecondPerson;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.waivers.GrantedWaiver;
import dev.gatehouse.governance.waivers.NewWaiver;
import dev.gatehouse.governance.waivers.Waivers;
import dev.gatehouse.risk.Obligations.GateRequirement;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** One gate of a version: why it is open or closed, what was given for it, and the forms that meet it or have it waived. */
@Path("/ui/models/{model}/versions/{version}/gates/{gate}")
@Blocking
class GatePages {

    private static final Pattern ENVIRONMENT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_TITLE_CHARS = 200;
    private static final int MAX_TEXT_CHARS = 100_000;

    /** What is wrong with a form: the id of the field and a sentence. */
    record Fault(String field, String sentence) {}

    /** What was typed. */
    record Typed(
            String title,
            String text,
            String data,
            String environment,
            String reason,
            String until,
            String trafficCap,
            String function,
            String rationale) {
        static final Typed NOTHING = new Typed("", "", "", "", "", "", "", "", "");
    }

    /** A waiver; whether the caller may decide on it, null where it waits for nobody. */
    record WaiverRow(GrantedWaiver waiver, SecondPerson second) {}

    /**
     * What the page shows.
     *
     * @param kind of evidence that the gate takes; null for a gate that takes none
     * @param evidence given for it, newest first
     * @param mayGive whether a form to give evidence is there
     * @param mayAsk whether a form to ask for a waiver is there
     */
    record GatePage(
            ModelVersion version,
            GateView gate,
            String kind,
            List<GivenEvidence> evidence,
            boolean mayReadEvidence,
            boolean mayGive,
            List<WaiverRow> waivers,
            boolean mayAsk,
            String limit,
            Typed typed,
            List<Fault> faults,
            String done) {

        /** The address of the page. */
        public String at() {
            return "/ui/models/" + version.model() + "/versions/" + version.version() + "/gates/" + gate.id();
        }

        /** The sentence beside a field, or null. */
        public String fault(String field) {
            return faults.stream()
                    .filter(f -> f.field().equals(field))
                    .map(Fault::sentence)
                    .findFirst()
                    .orElse(null);
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance gate(GatePage p);

        private Templates() {}
    }

    private final Versions versions;
    private final Gates gates;
    private final GivenEvidences evidence;
    private final Documents documents;
    private final GateWaivers waivers;
    private final Waivers waiting;
    private final Caller caller;

    @Inject
    GatePages(
            Versions versions,
            Gates gates,
            GivenEvidences evidence,
            Documents documents,
            GateWaivers waivers,
            Waivers waiting,
            Caller caller) {
        this.versions = versions;
        this.gates = gates;
        this.evidence = evidence;
        this.documents = documents;
        this.waivers = waivers;
        this.waiting = waiting;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance gate(
            String model, String version, String gate, @QueryParam("done") @DefaultValue("") String done) {
        return Templates.gate(page(model, version, gate, Typed.NOTHING, List.of(), done));
    }

    @POST
    @Path("/evidence")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response give(
            String model,
            String version,
            String gate,
            @RestForm @DefaultValue("") String title,
            @RestForm @DefaultValue("") String text,
            @RestForm @DefaultValue("") String data,
            @RestForm FileUpload file) {
        Typed typed = new Typed(title.strip(), text.strip(), data.strip(), "", "", "", "", "", "");
        boolean hasFile = file != null && file.size() > 0;
        List<Fault> faults = new ArrayList<>();
        if (typed.title().isEmpty() || typed.title().length() > MAX_TITLE_CHARS) {
            faults.add(new Fault("title", "Give it a title of at most " + MAX_TITLE_CHARS + " characters."));
        }
        if (hasFile != typed.text().isEmpty() || typed.text().length() > MAX_TEXT_CHARS) {
            faults.add(
                    new Fault("text", "Write a text of at most " + MAX_TEXT_CHARS + " characters, or choose a file."));
        }
        if (!faults.isEmpty()) {
            return again(422, model, version, gate, typed, faults);
        }
        ModelVersion found = versions.named(model, version);
        Optional<ReportSubject> subject = typed.data().isEmpty()
                ? Optional.empty()
                : Optional.of(new ReportSubject(
                        "sha256:" + found.artifactSha256(), List.of(typed.data().split("\\s+"))));
        try {
            Optional<ObjectNode> content = hasFile
                    ? Optional.empty()
                    : Optional.of(JsonNodeFactory.instance.objectNode().put("text", typed.text()));
            Optional<String> stored = hasFile
                    ? Optional.of(documents.store(mediaType(file), bytes(file)).sha256())
                    : Optional.empty();
            evidence.give(found, gate, typed.title(), content, stored, subject);
            return back(model, version, gate, "given");
        } catch (ProblemException e) {
            return again(model, version, gate, typed, e, "text");
        }
    }

    @GET
    @Path("/evidence/{evidence}/file")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response file(String model, String version, String gate, @jakarta.ws.rs.PathParam("evidence") UUID id) {
        return GivenEvidences.download(evidence.file(versions.named(model, version), id));
    }

    @POST
    @Path("/waivers")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response ask(
            String model,
            String version,
            String gate,
            @RestForm @DefaultValue("") String environment,
            @RestForm @DefaultValue("") String reason,
            @RestForm @DefaultValue("") String until,
            @RestForm @DefaultValue("") String trafficCap) {
        Typed typed =
                new Typed("", "", "", environment.strip(), reason.strip(), until.strip(), trafficCap.strip(), "", "");
        List<Fault> faults = new ArrayList<>();
        if (!ENVIRONMENT.matcher(typed.environment()).matches()) {
            faults.add(new Fault("environment", "Name the environment in lower-case letters, digits and hyphens."));
        }
        checkLength("reason", typed.reason(), faults);
        LocalDate day = null;
        try {
            day = LocalDate.parse(typed.until());
        } catch (DateTimeException e) {
            faults.add(new Fault("until", "Write the last day as a date, such as 2027-01-31."));
        }
        Optional<BigDecimal> cap = Optional.empty();
        try {
            cap = typed.trafficCap().isEmpty() ? cap : Optional.of(share(typed.trafficCap()));
        } catch (NumberFormatException e) {
            faults.add(new Fault("trafficCap", "Write a share above 0 and at most 1, such as 0.25, or nothing."));
        }
        if (!faults.isEmpty()) {
            return again(422, model, version, gate, typed, faults);
        }
        try {
            waivers.request(model, version, new NewWaiver(gate, typed.environment(), typed.reason(), day, cap));
            return back(model, version, gate, "asked");
        } catch (ProblemException e) {
            return again(model, version, gate, typed, e, "reason");
        }
    }

    @POST
    @Path("/waivers/{waiver}/decision")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.BOARD)
    public Response decide(
            String model,
            String version,
            String gate,
            UUID waiver,
            @RestForm @DefaultValue("") String decision,
            @RestForm @DefaultValue("") String function,
            @RestForm @DefaultValue("") String rationale) {
        Typed typed = new Typed("", "", "", "", "", "", "", function.strip(), rationale.strip());
        List<Fault> faults = new ArrayList<>();
        if (!decision.equals("confirm") && !decision.equals("refuse")) {
            faults.add(new Fault("waivers", "Choose whether to confirm or to refuse it."));
        }
        if (typed.function().isEmpty()) {
            faults.add(new Fault("waivers", "Choose the function that you act for."));
        }
        checkLength("waivers", typed.rationale(), faults);
        if (!faults.isEmpty()) {
            return again(422, model, version, gate, typed, faults);
        }
        try {
            if (decision.equals("confirm")) {
                waivers.confirm(model, version, waiver, typed.function(), typed.rationale());
            } else {
                waivers.refuse(model, version, waiver, typed.function(), typed.rationale());
            }
            return back(model, version, gate, decision.equals("confirm") ? "confirmed" : "refused");
        } catch (ProblemException e) {
            return again(model, version, gate, typed, e, "waivers");
        }
    }

    @POST
    @Path("/waivers/{waiver}/revocation")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response revoke(
            String model, String version, String gate, UUID waiver, @RestForm @DefaultValue("") String rationale) {
        Typed typed = new Typed("", "", "", "", "", "", "", "", rationale.strip());
        List<Fault> faults = new ArrayList<>();
        checkLength("waivers", typed.rationale(), faults);
        if (!faults.isEmpty()) {
            return again(422, model, version, gate, typed, faults);
        }
        try {
            waivers.revoke(model, version, waiver, typed.rationale());
            return back(model, version, gate, "revoked");
        } catch (ProblemException e) {
            return again(model, version, gate, typed, e, "waivers");
        }
    }

    private static void checkLength(String field, String text, List<Fault> faults) {
        if (text.length() < WaiverResource.MIN_REASON_CHARS || text.length() > WaiverResource.MAX_REASON_CHARS) {
            faults.add(new Fault(
                    field,
                    "Say why in " + WaiverResource.MIN_REASON_CHARS + " to " + WaiverResource.MAX_REASON_CHARS
                            + " characters."));
        }
    }

    private static BigDecimal share(String text) {
        BigDecimal share = new BigDecimal(text);
        if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0 || share.scale() > 6) {
            throw new NumberFormatException(text);
        }
        return share;
    }

    /** Browsers do not know Markdown, and say what they like of JSON: the name's ending decides. */
    private static String mediaType(FileUpload file) {
        String name = file.fileName() == null ? "" : file.fileName().toLowerCase(Locale.ROOT);
        if (name.endsWith(".pdf")) {
            return "application/pdf";
        }
        if (name.endsWith(".json")) {
            return "application/json";
        }
        return name.endsWith(".md") ? "text/markdown" : name.endsWith(".txt") ? "text/plain" : file.contentType();
    }

    private static byte[] bytes(FileUpload file) {
        try (InputStream in = Files.newInputStream(file.uploadedFile())) {
            return in.readNBytes(Documents.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("the upload could not be read", e);
        }
    }

    private static Response back(String model, String version, String gate, String done) {
        return Response.seeOther(UriBuilder.fromPath("/ui/models/{model}/versions/{version}/gates/{gate}")
                        .queryParam("done", done)
                        .build(model, version, gate))
                .build();
    }

    private Response again(
            String model, String version, String gate, Typed typed, ProblemException refusal, String field) {
        if (refusal.type().status() == 404) {
            throw refusal;
        }
        return again(
                refusal.type().status(), model, version, gate, typed, List.of(new Fault(field, refusal.getMessage())));
    }

    private Response again(int status, String model, String version, String gate, Typed typed, List<Fault> faults) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.gate(page(model, version, gate, typed, faults, ""))
                        .render())
                .build();
    }

    private GatePage page(String model, String versionName, String gate, Typed typed, List<Fault> faults, String done) {
        ModelVersion version = versions.named(model, versionName);
        Gates.GateBook book = gates.of(version);
        GateView view = GateView.of(book.evaluation().statuses()).stream()
                .filter(one -> one.id().equals(gate))
                .findFirst()
                .orElseThrow(() ->
                        new ProblemException(ProblemType.NOT_FOUND, version.label() + " has no gate '" + gate + "'."));
        Optional<GateRequirement> requirement = book.assessment().obligations().stream()
                .flatMap(obligations -> obligations.gates().stream())
                .filter(one -> one.id().equals(gate))
                .findFirst();
        boolean mayReadEvidence = caller.has(Roles.ENGINEER)
                || caller.has(Roles.VALIDATOR)
                || caller.has(Roles.BOARD)
                || caller.has(Roles.COMPLIANCE);
        boolean asker = caller.has(Roles.ENGINEER) || caller.has(Roles.VALIDATOR);
        List<GivenEvidence> given = new ArrayList<>(gates.evidenceOf(version).stream()
                .filter(one -> one.gate().equals(gate))
                .toList());
        java.util.Collections.reverse(given);
        return new GatePage(
                version,
                view,
                requirement.map(GateRequirement::evidenceKind).orElse(null),
                mayReadEvidence ? given : List.of(),
                mayReadEvidence,
                requirement.isPresent()
                        && GivenEvidences.takes(requirement.get().evidenceKind())
                        && gates.mayGive(version, requirement.get()),
                waivers.of(model, versionName).stream()
                        .filter(one -> one.gate().equals(gate))
                        .map(one -> new WaiverRow(one, one.waits() ? waiting.second(one.id()) : null))
                        .toList(),
                asker && !view.open() && view.cause() != null,
                waivers.limit(book, gate, view.cause()),
                typed,
                faults,
                done);
    }
}
