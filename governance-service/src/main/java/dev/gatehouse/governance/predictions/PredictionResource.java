package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class PredictionResource {

    private static final int MAX_PAGE_ITEMS = 1000;
    private static final int MAX_BATCH_ROWS = 5000;

    record Label(
            @NotNull UUID requestId,
            @Min(0) int row,
            @NotBlank @Size(max = 200) String label,
            boolean confirmed,
            @NotNull Instant observedAt) {}

    record Labels(@NotEmpty @Size(max = MAX_BATCH_ROWS) List<@Valid @NotNull Label> items) {}

    record SubjectAttribute(
            @NotBlank @Size(max = 200) String subject,
            @NotBlank @Size(max = 100) String attribute,
            @NotBlank @Size(max = 200) String value) {}

    record SubjectAttributes(
            @NotEmpty @Size(max = MAX_BATCH_ROWS) List<@Valid @NotNull SubjectAttribute> items) {}

    record Accepted(int rows) {}

    record LiveAuditRequest(
            @NotBlank @Size(max = 63) String version,

            @NotNull @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the plan's digest, sha256:…")
            String plan,

            @NotNull Instant from,
            @NotNull Instant to,
            @NotBlank @Size(min = 10, max = 1000) String purpose) {}

    /** One page, newest first; {@code next} is the cursor of the page after it, null on the last one. */
    record PredictionPage(Predictions.Volume volume, List<Prediction> items, String next) {}

    private final Predictions predictions;
    private final GroundTruth groundTruth;
    private final LiveAudit liveAudit;

    @Inject
    PredictionResource(Predictions predictions, GroundTruth groundTruth, LiveAudit liveAudit) {
        this.predictions = predictions;
        this.groundTruth = groundTruth;
        this.liveAudit = liveAudit;
    }

    @GET
    @Path("/environments/{environment}/routes/{route}/predictions")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public PredictionPage recent(
            String environment,
            String route,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        Optional<Predictions.Cursor> after = Optional.ofNullable(cursor).map(Predictions.Cursor::parse);
        List<Prediction> items = predictions.recent(environment, route, after, limit);
        String next = items.size() < limit
                ? null
                : Predictions.Cursor.of(items.get(items.size() - 1)).toString();
        return new PredictionPage(predictions.volume(environment, route), items, next);
    }

    @POST
    @Path("/ground-truth")
    @RolesAllowed({Roles.ENGINEER, Roles.OPERATOR})
    public GroundTruth.Outcome labels(@Valid @NotNull Labels labels) {
        return groundTruth.record(labels.items());
    }

    @POST
    @Path("/protected-attributes")
    @RolesAllowed(Roles.VALIDATOR)
    public Accepted attributes(@Valid @NotNull SubjectAttributes attributes) {
        groundTruth.bringIn(attributes.items());
        return new Accepted(attributes.items().size());
    }

    /** The report as JSON, in the form of docs/audits.md. */
    @POST
    @Path("/environments/{environment}/routes/{route}/live-audits")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    @Produces("application/json")
    public byte[] liveAudit(String environment, String route, @Valid @NotNull LiveAuditRequest request) {
        return liveAudit
                .run(
                        environment,
                        route,
                        request.version(),
                        request.plan(),
                        request.from(),
                        request.to(),
                        request.purpose())
                .toJson();
    }
}
