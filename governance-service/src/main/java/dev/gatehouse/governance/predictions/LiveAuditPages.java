package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditPlans.FixedPlan;
import dev.gatehouse.governance.audits.AuditView;
import dev.gatehouse.governance.audits.RegisteredStatistics;
import dev.gatehouse.governance.audits.TrainingStatistics;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.predictions.LiveAuditForm.Fault;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.routes.Routes;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** The live audits of a version, and the form that asks for one. */
@Path("/ui/models/{model}/versions/{version}/live-audits")
@Blocking
class LiveAuditPages {

    /**
     * One of them in the list.
     *
     * @param against the window that it was compared with, in words; null for none
     */
    record Row(AuditView audit, String route, Instant from, Instant to, String against) {}

    /** A plan to choose. */
    record Choice(String digest, String kind, Instant fixedAt, boolean compares) {}

    /**
     * What the page shows.
     *
     * @param plans those of the model, the last one first
     * @param routes that serve the model, {@code environment/name}
     * @param versions all of the model
     * @param training the statistics of the version's training rows that count; null where none are registered
     * @param mayAsk whether the caller may ask for one
     * @param typed the form as it was typed
     * @param faults why it was refused
     */
    record VersionPage(
            ModelVersion version,
            List<Row> audits,
            List<Choice> plans,
            List<String> routes,
            List<String> versions,
            RegisteredStatistics training,
            boolean mayAsk,
            LiveAuditForm typed,
            List<Fault> faults) {

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
        static native TemplateInstance version(VersionPage p);

        private Templates() {}
    }

    private final LiveAudits audits;
    private final LiveAuditRunner runner;
    private final AuditPlans plans;
    private final Versions versions;
    private final Routes routes;
    private final TrainingStatistics training;
    private final Caller caller;

    @Inject
    LiveAuditPages(
            LiveAudits audits,
            LiveAuditRunner runner,
            AuditPlans plans,
            Versions versions,
            Routes routes,
            TrainingStatistics training,
            Caller caller) {
        this.audits = audits;
        this.runner = runner;
        this.plans = plans;
        this.versions = versions;
        this.routes = routes;
        this.training = training;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public TemplateInstance list(String model, String version) {
        return Templates.version(page(versions.named(model, version), new LiveAuditForm(), List.of()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response ask(String model, String version, @BeanParam LiveAuditForm form) {
        ModelVersion found = versions.named(model, version);
        List<Fault> faults = new ArrayList<>();
        int status = ProblemType.INVALID_VALUE.status();
        LiveAudit.Request request = form.request(version, faults);
        if (request != null) {
            try {
                UUID asked = audits.ask(request, LiveAuditForm.stripped(form.purpose));
                runner.wake();
                return Response.seeOther(URI.create("/ui/live-audits/" + asked)).build();
            } catch (ProblemException e) {
                faults.add(new Fault(field(form, e), e.getMessage()));
                status = e.type().status();
            }
        }
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.version(page(found, form, faults)).render())
                .build();
    }

    /** What a refusal is about; its sentence begins with the field where there is one. */
    private static String field(LiveAuditForm form, ProblemException refusal) {
        String sentence = refusal.getMessage();
        return switch (refusal.type()) {
            case INVALID_VALUE ->
                sentence.startsWith("from:") ? "from" : form.isAgainstTraining() ? "against" : "referenceFrom";
            case UNKNOWN_VERSION -> "referenceVersion";
            case NOT_FOUND -> "route";
            default -> "plan";
        };
    }

    private VersionPage page(ModelVersion version, LiveAuditForm typed, List<Fault> faults) {
        return new VersionPage(
                version,
                audits.of(version).stream().map(found -> row(version, found)).toList(),
                plans.fixedFor(version.modelId()).stream()
                        .filter(fixed -> fixed.kind() != PlanKind.SPLITS)
                        .sorted(Comparator.comparing(FixedPlan::fixedAt).reversed())
                        .map(fixed -> new Choice(
                                fixed.digest(),
                                fixed.kind().id(),
                                fixed.fixedAt(),
                                fixed.plan().hasReferenceRows()))
                        .toList(),
                routes.all().stream()
                        .filter(route -> route.model().equals(version.model()))
                        .map(route -> route.environment() + "/" + route.route())
                        .toList(),
                versions.of(version.model()).stream().map(ModelVersion::version).toList(),
                training.lastOf(version).orElse(null),
                caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE),
                typed,
                faults);
    }

    private static Row row(ModelVersion version, LiveAuditEntity found) {
        return new Row(
                LiveAuditRunPages.summary(found),
                found.environment + "/" + found.route,
                found.from,
                found.to,
                LiveAuditRunPages.against(version, found));
    }
}
