package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

@Path("/api/v1")
class AssessmentResource {

    private static final int MAX_PAGE_ITEMS = 200;

    record Question(
            @NotNull @Size(max = ModelRegistration.MAX_FACTS)
            Map<String, Object> facts,

            String on) {}

    /** One page of a history; {@code next} is the cursor of the page after it, null on the last one. */
    record HistoryPage(List<StoredAssessment> items, String next) {}

    /** One page of the inventory; {@code next} is the cursor of the page after it, null on the last one. */
    record OutlookPage(LocalDate today, LocalDate on, List<Outlook> items, String next) {}

    private final Assessments assessments;

    @Inject
    AssessmentResource(Assessments assessments) {
        this.assessments = assessments;
    }

    @GET
    @Path("/models/{model}/assessment")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public JsonNode on(String model, @QueryParam("on") String on) {
        return assessments.document(assessments.on(model, assessments.day(on)));
    }

    @GET
    @Path("/models/{model}/assessments")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public HistoryPage history(
            String model,
            @QueryParam("cursor") @DefaultValue("9223372036854775807") @Min(1) long cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<StoredAssessment> found = assessments.history(model, cursor, limit + 1);
        List<StoredAssessment> items = found.stream().limit(limit).toList();
        return new HistoryPage(
                items, found.size() > limit ? Long.toString(items.get(limit - 1).id()) : null);
    }

    /** The bytes as they were stored; their SHA-256 is the digest. */
    @GET
    @Path("/models/{model}/assessments/{digest}")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public byte[] stored(String model, String digest) {
        return assessments.stored(model, digest);
    }

    @GET
    @Path("/assessments")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public OutlookPage outlook(
            @QueryParam("on") String on,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        LocalDate day = assessments.day(on);
        List<Outlook> found = assessments.outlook(day, cursor, limit + 1);
        List<Outlook> items = found.stream().limit(limit).toList();
        return new OutlookPage(
                assessments.today(),
                day,
                items,
                found.size() > limit ? items.get(limit - 1).model() : null);
    }

    @POST
    @Path("/assessments")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public JsonNode ask(@Valid @NotNull Question question) {
        return assessments.document(assessments.asked(question.facts(), assessments.day(question.on())));
    }
}
