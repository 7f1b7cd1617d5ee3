package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.reviews.Review;
import dev.gatehouse.governance.reviews.ReviewFigures;
import dev.gatehouse.governance.reviews.Reviews;
import dev.gatehouse.governance.reviews.WaitingRow;
import dev.gatehouse.governance.routes.Routes;
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
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
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
            @Valid LiveReference reference,
            @NotBlank @Size(min = 10, max = 1000) String purpose) {}

    /** What the plan compares with: earlier predictions, of the same version where none is named, or statistics of training rows. */
    record LiveReference(
            @Size(min = 1, max = 63) String version,
            Instant from,
            Instant to,

            @Pattern(
                    regexp = "training|sha256:[0-9a-f]{64}",
                    message = "is training, or the digest of registered statistics, sha256:…")
            String statistics) {
        LiveAudit.Reference asked() {
            if (statistics != null && version == null && from == null && to == null) {
                return new LiveAudit.Published(statistics);
            }
            if (statistics != null || from == null || to == null) {
                throw new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "reference: say from and to of earlier predictions, or statistics, and not both.");
            }
            return new LiveAudit.Earlier(version, from, to);
        }
    }

    /**
     * One page, newest first; {@code next} is the cursor of the page after it, null on the last one. {@code subjectsShown} says whether the
     * caller stated a purpose, and so sees whom predictions are about.
     */
    record PredictionPage(Volumes.Volume volume, List<Prediction> items, boolean subjectsShown, String next) {}

    /** {@code decision} is what it should have been, to override; {@code replaces} the revision that stands, 0 or nothing for none. */
    record ReviewToRecord(
            @NotNull Ruling verdict,
            @Size(min = 1, max = 200) String decision,

            @NotBlank @Size(min = Reviews.MIN_REASON_CHARS, max = Reviews.MAX_REASON_CHARS)
            String reason,

            @Min(0) Integer replaces) {}

    /** What a reviewer does. */
    enum Ruling {
        UPHOLD,
        OVERRIDE
    }

    /** One page of the queue, oldest first. */
    record QueuePage(List<WaitingRow> items, String next) {}

    /** One page, newest first; {@code next} is the cursor of the page after it, null on the last one. */
    record LookPage(List<Looks.Look> items, Long next) {}

    private final Predictions predictions;
    private final Volumes volumes;
    private final PredictionDetails details;
    private final Looks looks;
    private final Reviews reviews;
    private final Routes routes;
    private final Clock clock;
    private final GroundTruth groundTruth;
    private final LiveAudit liveAudit;

    @Inject
    PredictionResource(
            Predictions predictions,
            Volumes volumes,
            PredictionDetails details,
            Looks looks,
            Reviews reviews,
            Routes routes,
            Clock clock,
            GroundTruth groundTruth,
            LiveAudit liveAudit) {
        this.predictions = predictions;
        this.volumes = volumes;
        this.details = details;
        this.looks = looks;
        this.reviews = reviews;
        this.routes = routes;
        this.clock = clock;
        this.groundTruth = groundTruth;
        this.liveAudit = liveAudit;
    }

    @GET
    @Path("/environments/{environment}/routes/{route}/predictions")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public PredictionPage search(
            String environment,
            String route,
            @BeanParam Asked asked,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        Optional<Predictions.Cursor> after = Optional.ofNullable(cursor).map(Predictions.Cursor::parse);
        PredictionSearch search = asked.search(clock.instant());
        Optional<String> purpose = asked.statedPurpose();
        purpose.ifPresent(stated -> looks.searched(environment, route, search.subject(), stated));
        List<Prediction> items = predictions.search(environment, route, search, after, limit).stream()
                .map(p -> purpose.isPresent() ? p : p.withoutSubject())
                .toList();
        String next = items.size() < limit
                ? null
                : Predictions.Cursor.of(items.get(items.size() - 1)).toString();
        return new PredictionPage(volumes.of(environment, route), items, purpose.isPresent(), next);
    }

    @GET
    @Path("/environments/{environment}/routes/{route}/predictions/{request}/{row}")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public PredictionDetail look(
            String environment, String route, UUID request, int row, @QueryParam("purpose") String purpose) {
        return details.look(environment, route, request, row, purpose);
    }

    @POST
    @Path("/environments/{environment}/routes/{route}/predictions/{request}/{row}/reviews")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR})
    public Response review(
            String environment, String route, UUID request, int row, @Valid @NotNull ReviewToRecord review) {
        Review recorded = details.review(
                environment,
                route,
                request,
                row,
                review.verdict() == Ruling.UPHOLD ? Review.Verdict.UPHELD : Review.Verdict.OVERRIDDEN,
                Optional.ofNullable(review.decision()),
                review.reason().strip(),
                Optional.ofNullable(review.replaces()).orElse(0));
        return Response.status(Response.Status.CREATED).entity(recorded).build();
    }

    @GET
    @Path("/environments/{environment}/routes/{route}/reviews")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public ReviewFigures reviews(String environment, String route) {
        routes.named(environment, route);
        return reviews.figures(environment, route);
    }

    @GET
    @Path("/environments/{environment}/routes/{route}/review-queue")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public QueuePage queue(
            String environment,
            String route,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        Optional<Reviews.Place> after = Optional.ofNullable(cursor)
                .map(Predictions.Cursor::parse)
                .map(c -> new Reviews.Place(c.receivedAt(), c.requestId(), c.row()));
        routes.named(environment, route);
        List<WaitingRow> items = reviews.queue(environment, route, after, limit);
        return new QueuePage(
                items,
                items.size() < limit
                        ? null
                        : Predictions.Cursor.of(items.get(items.size() - 1)).toString());
    }

    @GET
    @Path("/environments/{environment}/routes/{route}/looks")
    @RolesAllowed(Roles.COMPLIANCE)
    public LookPage looks(
            String environment,
            String route,
            @QueryParam("cursor") @DefaultValue("9223372036854775807") long cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        routes.named(environment, route);
        List<Looks.Look> items = looks.of(environment, route, cursor, limit);
        return new LookPage(
                items, items.size() < limit ? null : items.get(items.size() - 1).id());
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

    /** The report as JSON, in the form of the plan's kind: docs/audits.md, docs/drift.md, docs/performance.md, docs/diagnosis.md. */
    @POST
    @Path("/environments/{environment}/routes/{route}/live-audits")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    @Produces("application/json")
    public byte[] liveAudit(String environment, String route, @Valid @NotNull LiveAuditRequest request) {
        return liveAudit.run(
                new LiveAudit.Request(
                        environment,
                        route,
                        request.version(),
                        request.plan(),
                        request.from(),
                        request.to(),
                        request.reference() == null ? null : request.reference().asked()),
                request.purpose());
    }
}
