package dev.gatehouse.governance.models;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Tier;
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
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** Overrides of a model's tier: asked for by one person, confirmed by another, revoked by any one of the second line. */
@Path("/ui/models/{model}/overrides")
@Blocking
class OverridePages {

    private static final int MIN_REASON_CHARS = 20;
    private static final int MAX_REASON_CHARS = 2000;
    private static final int MIN_END_CHARS = 10;
    private static final int MAX_END_CHARS = 1000;
    private static final List<String> TIERS = List.of("LOW", "MEDIUM", "HIGH");

    /** What is wrong, and the id of the field to go to. */
    record Fault(String field, String sentence) {}

    /**
     * An override, and what the caller may do with it.
     *
     * @param own whether the caller asked for it
     * @param endField id of the field for why it is to end
     */
    record Row(RequestedOverride override, boolean mayConfirm, boolean mayRevoke, boolean own, String endField) {}

    /**
     * What the page shows.
     *
     * @param assessed the tier that packs and facts give
     * @param mayAsk whether the caller may ask for an override, and none waits
     * @param tier as chosen; likewise {@code reason} and {@code until}
     * @param endReason why an override is to be revoked, as typed
     * @param faults why something was not done
     * @param done what has just been done: {@code requested}, {@code confirmed}, {@code revoked} or nothing
     */
    record OverridePage(
            Model model,
            String assessed,
            List<Row> overrides,
            boolean mayAsk,
            LocalDate latest,
            String tier,
            String reason,
            String until,
            String endReason,
            List<Fault> faults,
            String done) {

        /** The sentence beside a field, or null. */
        public String fault(String field) {
            return faults.stream()
                    .filter(f -> f.field().equals(field))
                    .map(Fault::sentence)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** What was typed into the form. */
    private record Typed(String tier, String reason, String until, String endReason) {
        static final Typed NOTHING = new Typed("", "", "", "");
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance overrides(OverridePage p);

        private Templates() {}
    }

    private final Models models;
    private final Overrides overrides;
    private final Assessments assessments;
    private final Caller caller;

    @Inject
    OverridePages(Models models, Overrides overrides, Assessments assessments, Caller caller) {
        this.models = models;
        this.overrides = overrides;
        this.assessments = assessments;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance overrides(String model, @QueryParam("done") @DefaultValue("") String done) {
        return Templates.overrides(page(model, Typed.NOTHING, List.of(), done));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response request(
            String model,
            @RestForm @DefaultValue("") String tier,
            @RestForm @DefaultValue("") String reason,
            @RestForm @DefaultValue("") String until) {
        Typed typed = new Typed(tier, reason.strip(), until.strip(), "");
        List<Fault> faults = new ArrayList<>();
        if (!TIERS.contains(tier)) {
            faults.add(new Fault("tier", "Choose the tier that is to hold."));
        }
        if (typed.reason().length() < MIN_REASON_CHARS || typed.reason().length() > MAX_REASON_CHARS) {
            faults.add(
                    new Fault("reason", "Say why in " + MIN_REASON_CHARS + " to " + MAX_REASON_CHARS + " characters."));
        }
        LocalDate last = null;
        try {
            last = LocalDate.parse(typed.until());
        } catch (DateTimeException e) {
            faults.add(new Fault("until", "Write the last day as a date, such as 2027-01-31."));
        }
        if (!faults.isEmpty()) {
            return again(422, model, typed, faults);
        }
        try {
            overrides.request(model, Tier.valueOf(tier), typed.reason(), last);
            return back(model, "requested");
        } catch (ProblemException e) {
            return again(model, typed, e, e.type() == ProblemType.INVALID_VALUE ? "until" : "tier");
        }
    }

    @POST
    @Path("/{override}/confirmation")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response confirm(String model, UUID override) {
        try {
            overrides.confirm(model, override);
            return back(model, "confirmed");
        } catch (ProblemException e) {
            return again(model, Typed.NOTHING, e, "overrides");
        }
    }

    @POST
    @Path("/{override}/revocation")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response revoke(String model, UUID override, @RestForm @DefaultValue("") String endReason) {
        Typed typed = new Typed("", "", "", endReason.strip());
        String field = endField(override);
        if (typed.endReason().length() < MIN_END_CHARS || typed.endReason().length() > MAX_END_CHARS) {
            String sentence = "Say why it ends, in " + MIN_END_CHARS + " to " + MAX_END_CHARS + " characters.";
            return again(422, model, typed, List.of(new Fault(field, sentence)));
        }
        try {
            overrides.revoke(model, override, typed.endReason());
            return back(model, "revoked");
        } catch (ProblemException e) {
            return again(model, typed, e, field);
        }
    }

    private static Response back(String model, String done) {
        return Response.seeOther(UriBuilder.fromPath("/ui/models/{model}/overrides")
                        .queryParam("done", done)
                        .build(model))
                .build();
    }

    private Response again(String model, Typed typed, ProblemException refusal, String field) {
        if (refusal.type().status() == 404) {
            throw refusal;
        }
        return again(refusal.type().status(), model, typed, List.of(new Fault(field, refusal.getMessage())));
    }

    private Response again(int status, String model, Typed typed, List<Fault> faults) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.overrides(page(model, typed, faults, "")).render())
                .build();
    }

    private OverridePage page(String name, Typed typed, List<Fault> faults, String done) {
        Model model = models.named(name);
        List<RequestedOverride> all = overrides.of(name);
        boolean secondLine = caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE);
        boolean waits = all.stream().anyMatch(o -> o.state() == RequestedOverride.State.REQUESTED);
        return new OverridePage(
                model,
                assessments.on(name, assessments.today()).assessedTier().name(),
                all.stream().map(o -> row(o, secondLine)).toList(),
                (secondLine || caller.has(Roles.ENGINEER)) && !waits,
                assessments.today().plusYears(1),
                typed.tier(),
                typed.reason(),
                typed.until(),
                typed.endReason(),
                faults,
                done);
    }

    private static String endField(UUID override) {
        return "end-" + override;
    }

    private Row row(RequestedOverride o, boolean secondLine) {
        boolean own = o.requester().equals(caller.sub());
        boolean waits = o.state() == RequestedOverride.State.REQUESTED;
        boolean holds = o.state() == RequestedOverride.State.CONFIRMED;
        return new Row(
                o,
                waits && secondLine && !own,
                (waits && (own || secondLine)) || (holds && secondLine),
                own,
                endField(o.id()));
    }
}
