package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.launch.CriterionResult;
import dev.gatehouse.approval.launch.LaunchPlan;
import dev.gatehouse.approval.release.ChangeAnswer;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class ReleaseResource {

    private static final int MAX_PAGE_ITEMS = 200;
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    /** PostgreSQL stores no NUL. */
    private static final String TEXT = "[^\\x00]*";

    private static final String TEXT_HELP = "holds a NUL character; leave it out";
    private static final String NAME_HELP = "use 1 to 63 lower-case letters, digits and inner hyphens";

    record ReleaseToSubmit(
            @NotBlank @Size(max = 63) String model,
            @NotBlank @Size(max = 63) String version,

            @NotNull @Pattern(regexp = NAME, message = NAME_HELP)
            String environment,

            @NotNull @Pattern(regexp = NAME, message = NAME_HELP)
            String route,

            @NotBlank @Size(max = 4000) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String summary,

            ObjectNode conditions,
            ArrayNode launch,
            UUID revises,
            @Size(max = 20) List<@Valid @NotNull Answer> answers) {}

    /** What became of a change that was asked for: done, or why not. */
    record Answer(
            @NotBlank @Size(max = 1000) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String change,

            @NotNull Boolean done,

            @NotBlank @Size(max = 2000) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String text) {}

    /** What a step of a launch came to: one result for each exit criterion. */
    record NextStep(
            @NotBlank @Size(max = 4000) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String summary,

            ObjectNode conditions,
            @NotNull @Size(max = 10) List<@Valid @NotNull Result> results) {}

    record Result(
            @NotBlank @Size(max = 500) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String criterion,

            @NotNull Boolean met,

            @NotBlank @Size(max = 2000) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String text) {}

    /** {@code conditions} is in the permit's form; leave it out for none. */
    record VoteRequest(
            @NotBlank @Size(max = 63) String function,

            @NotNull
            @Pattern(
                    regexp = "approve|approve_with_conditions|request_changes|reject|abstain",
                    message = "is one of approve, approve_with_conditions, request_changes, reject, abstain")
            String decision,

            @NotBlank @Size(max = 4000) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String rationale,

            ObjectNode conditions,

            @Size(max = 20)
            List<@NotBlank @Size(max = 1000) @Pattern(regexp = TEXT, message = TEXT_HELP) String> changes,

            @NotNull
            @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the digest of the dossier you read, sha256:…")
            String dossierDigest) {}

    record Withdrawal(
            @NotBlank @Size(max = 4000) @Pattern(regexp = TEXT, message = TEXT_HELP)
            String reason) {}

    /** One page; {@code next} is the id to go on {@code after}, null on the last one. */
    record ReleaseList(List<ReleaseView> items, UUID next) {}

    private final Releases releases;
    private final Submissions submissions;
    private final Differences differences;

    @Inject
    ReleaseResource(Releases releases, Submissions submissions, Differences differences) {
        this.releases = releases;
        this.submissions = submissions;
        this.differences = differences;
    }

    @POST
    @Path("/releases")
    @RolesAllowed(Roles.ENGINEER)
    public Response submit(@Valid @NotNull ReleaseToSubmit r) {
        return created(submissions.submit(
                r.model(),
                r.version(),
                new Submissions.Asked(
                        r.environment(),
                        r.route(),
                        r.summary(),
                        conditions(r.conditions()),
                        Optional.ofNullable(r.launch()).map(LaunchPlan::fromJson),
                        Optional.ofNullable(r.revises()),
                        Optional.ofNullable(r.answers()).orElse(List.of()).stream()
                                .map(a -> new ChangeAnswer(a.change(), a.done(), a.text()))
                                .toList())));
    }

    /** The next step of a launch, as a release of its own. */
    @POST
    @Path("/releases/{release}/next-step")
    @RolesAllowed(Roles.ENGINEER)
    public Response nextStep(UUID release, @Valid @NotNull NextStep next) {
        return created(submissions.nextStep(
                release,
                next.summary(),
                conditions(next.conditions()),
                next.results().stream()
                        .map(r -> new CriterionResult(r.criterion(), r.met(), r.text()))
                        .toList()));
    }

    @GET
    @Path("/releases")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ReleaseList list(
            @QueryParam("state")
                    @Pattern(
                            regexp = "InReview|Approved|Rejected|ChangesRequested|Withdrawn",
                            message = "is one of InReview, Approved, Rejected, ChangesRequested, Withdrawn")
                    String state,
            @QueryParam("overdue") @DefaultValue("false") boolean overdue,
            @QueryParam("after") UUID after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<ReleaseView> found =
                releases.newest(Optional.ofNullable(state), overdue, Optional.ofNullable(after), limit + 1);
        List<ReleaseView> items = found.stream().limit(limit).toList();
        return new ReleaseList(
                items, found.size() > limit ? items.get(limit - 1).id() : null);
    }

    @GET
    @Path("/releases/{release}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ReleaseView get(UUID release) {
        return releases.named(release);
    }

    /** The dossier's bytes as they were stored: their SHA-256 is what votes bind to. */
    @GET
    @Path("/releases/{release}/dossier")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public byte[] dossier(UUID release) {
        return releases.dossier(release).bytes();
    }

    /** What differs from the dossier of another release, or from the one that this release's board read before. */
    @GET
    @Path("/releases/{release}/dossier/difference")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Differences.Difference difference(UUID release, @QueryParam("from") UUID from) {
        return differences.of(release, Optional.ofNullable(from));
    }

    @POST
    @Path("/releases/{release}/votes")
    @RolesAllowed(Roles.BOARD)
    public ReleaseView vote(UUID release, @Valid @NotNull VoteRequest vote) {
        return releases.vote(
                release,
                new VoteToCast(
                        vote.function(),
                        VoteDecision.parse(vote.decision()),
                        vote.rationale(),
                        conditions(vote.conditions()),
                        Optional.ofNullable(vote.changes()).orElse(List.of()),
                        vote.dossierDigest()));
    }

    @POST
    @Path("/releases/{release}/withdraw")
    @RolesAllowed(Roles.ENGINEER)
    public ReleaseView withdraw(UUID release, @Valid @NotNull Withdrawal withdrawal) {
        return releases.withdraw(release, withdrawal.reason());
    }

    private static Conditions conditions(ObjectNode json) {
        return json == null ? Conditions.none() : Conditions.fromJson(json);
    }

    private static Response created(ReleaseView release) {
        return Response.created(URI.create("/api/v1/releases/" + release.id()))
                .entity(release)
                .build();
    }
}
