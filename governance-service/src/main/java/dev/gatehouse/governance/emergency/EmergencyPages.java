package dev.gatehouse.governance.emergency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.identity.SecondPerson;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.EmergencyDossiers;
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
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** Emergency use in the browser: the form that asks for it, and the page on which a second person reads and confirms. */
@Path("/ui/emergency-permits")
@Blocking
class EmergencyPages {

    private static final Map<String, String> FIELD_OF_REASON = Map.of(
            "cap_too_large", "share",
            "too_long", "until",
            "no_time_left", "until",
            "not_allowed", "model");
    private static final Map<String, String> FIELD_OF_REFUSAL =
            Map.of("function_not_held", "function", "same_function", "function");

    /** A closed gate as the dossier names it. */
    record ClosedGate(String id, String title, String reason) {}

    /**
     * What the page of a request shows.
     *
     * @param gates that are closed
     * @param second whether the caller may confirm it; null where it waits for nobody
     * @param mayRefuse whether the caller may refuse it or take it back
     * @param mayRead whether the caller's roles include dossiers
     * @param function as it was chosen
     * @param rationale as it was typed
     * @param faults why it was refused
     * @param dossier digest that was on the page when it was sent
     */
    record RequestPage(
            EmergencyView request,
            List<ClosedGate> gates,
            SecondPerson second,
            boolean mayRefuse,
            boolean mayRead,
            String function,
            String rationale,
            List<EmergencyForm.Fault> faults,
            String dossier) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance form(EmergencyForm f);

        static native TemplateInstance request(RequestPage p);

        private Templates() {}
    }

    private final Emergencies emergencies;
    private final Caller caller;

    @Inject
    EmergencyPages(Emergencies emergencies, Caller caller) {
        this.emergencies = emergencies;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.BOARD})
    public TemplateInstance form(
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("version") @DefaultValue("") String version) {
        return Templates.form(EmergencyForm.of(model, version));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.BOARD})
    public Response ask(
            @RestForm @DefaultValue("") String model,
            @RestForm @DefaultValue("") String version,
            @RestForm @DefaultValue("") String environment,
            @RestForm @DefaultValue("") String route,
            @RestForm @DefaultValue("") String reason,
            @RestForm @DefaultValue("") String share,
            @RestForm @DefaultValue("") String until) {
        EmergencyForm form = new EmergencyForm(
                model.strip(),
                version.strip(),
                environment.strip(),
                route.strip(),
                reason.strip(),
                share.strip(),
                until.strip(),
                List.of());
        List<EmergencyForm.Fault> faults = form.check();
        int status = 422;
        if (faults.isEmpty()) {
            try {
                return Response.seeOther(URI.create("/ui/emergency-permits/"
                                + emergencies.request(form.toRequest()).id()))
                        .build();
            } catch (ProblemException e) {
                status = e.type().status();
                faults = faults(e, FIELD_OF_REASON, "model");
            }
        }
        return page(status, Templates.form(form.with(faults)));
    }

    @GET
    @Path("/{emergency}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance request(UUID emergency) {
        return Templates.request(requestPage(emergency, "", "", List.of()));
    }

    /** The dossier to download. */
    @GET
    @Path("/{emergency}/dossier.json")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response dossier(UUID emergency) {
        return Response.ok(emergencies.dossier(emergency).bytes())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"emergency-" + emergency + ".json\"")
                .build();
    }

    @POST
    @Path("/{emergency}/confirm")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.BOARD)
    public Response confirm(
            UUID emergency,
            @RestForm @DefaultValue("") String function,
            @RestForm @DefaultValue("") String rationale,
            @RestForm @DefaultValue("") String dossier) {
        try {
            EmergencyView confirmed = emergencies.confirm(emergency, function, rationale.strip(), dossier);
            return Response.seeOther(URI.create("/ui/permits/" + confirmed.permit() + "?done=emergency"))
                    .build();
        } catch (InvalidDocumentException e) {
            return refused(
                    emergency, 422, function, rationale, "rationale", "It was not taken: " + e.getMessage() + ".");
        } catch (ProblemException e) {
            if (e.type() == ProblemType.UNKNOWN_EMERGENCY) {
                throw e;
            }
            return page(
                    e.type().status(),
                    Templates.request(requestPage(
                            emergency, function, rationale.strip(), faults(e, FIELD_OF_REFUSAL, "rationale"))));
        }
    }

    @POST
    @Path("/{emergency}/refuse")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.BOARD})
    public Response refuse(UUID emergency, @RestForm @DefaultValue("") String rationale) {
        String given = rationale.strip();
        if (given.length() < 10 || given.length() > 1000) {
            return refused(emergency, 422, "", given, "refusal", "Say why, in 10 to 1000 characters.");
        }
        try {
            emergencies.refuse(emergency, given);
            return Response.seeOther(URI.create("/ui/emergency-permits/" + emergency))
                    .build();
        } catch (ProblemException e) {
            return refused(emergency, e.type().status(), "", given, "refusal", e.getMessage());
        }
    }

    private Response refused(UUID id, int status, String function, String rationale, String field, String sentence) {
        return page(
                status,
                Templates.request(
                        requestPage(id, function, rationale, List.of(new EmergencyForm.Fault(field, sentence)))));
    }

    private static Response page(int status, TemplateInstance page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(page.render())
                .build();
    }

    private static List<EmergencyForm.Fault> faults(ProblemException e, Map<String, String> fields, String otherwise) {
        if (!(e.members().get("reasons") instanceof List<?> reasons)) {
            return List.of(new EmergencyForm.Fault(otherwise, e.getMessage()));
        }
        List<EmergencyForm.Fault> faults = new ArrayList<>();
        for (Object reason : reasons) {
            Refusal refusal = (Refusal) reason;
            faults.add(new EmergencyForm.Fault(fields.getOrDefault(refusal.code(), otherwise), refusal.sentence()));
        }
        return faults;
    }

    private RequestPage requestPage(UUID id, String function, String rationale, List<EmergencyForm.Fault> faults) {
        EmergencyView request = emergencies.named(id);
        Dossier dossier = emergencies.dossier(id);
        List<ClosedGate> gates = new ArrayList<>();
        for (JsonNode gate :
                dossier.section(Section.RELEASE).path(EmergencyDossiers.MEMBER).path("closedGates")) {
            gates.add(new ClosedGate(
                    gate.path("id").asText(),
                    gate.path("title").asText(),
                    gate.path("reason").asText()));
        }
        boolean board = caller.has(Roles.BOARD);
        return new RequestPage(
                request,
                gates,
                request.isOpen() ? emergencies.second(id) : null,
                request.isOpen() && (board || emergencies.askedByCaller(id)),
                List.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE).stream()
                        .anyMatch(caller::has),
                function,
                rationale,
                faults,
                request.dossierDigest());
    }
}
