package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.condition.Conditions;
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
import java.util.UUID;

@Path("/api/v1")
class ReleaseResource {

    private static final int MAX_PAGE_ITEMS = 200;
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String NAME_HELP = "use 1 to 63 lower-case letters, digits and inner hyphens";

    record ReleaseToSubmit(
            @NotBlank @Size(max = 63) String model,
            @NotBlank @Size(max = 63) String version,

            @NotNull @Pattern(regexp = NAME, message = NAME_HELP)
            String environment,

            @NotNull @Pattern(regexp = NAME, message = NAME_HELP)
            String route,

            @NotBlank @Size(max = 4000) String summary) {}

    /** {@code conditions} is in the permit's form; leave it out for none. */
    record VoteRequest(
            @NotBlank @Size(max = 63) String function,

            @NotNull
            @Pattern(
                    regexp = "approve|approve_with_conditions|request_changes|reject|abstain",
                    message = "is one of approve, approve_with_conditions, request_changes, reject, abstain")
            String decision,

            @NotBlank @Size(max = 4000) String rationale,
            ObjectNode conditions,

            @NotNull
            @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the digest of the dossier you read, sha256:…")
            String dossierDigest) {}

    record Withdrawal(@NotBlank @Size(max = 4000) String reason) {}

    record ReleaseList(List<ReleaseView> items) {}

    private final Releases releases;

    @Inject
    ReleaseResource(Releases releases) {
        this.releases = releases;
    }

    @POST
    @Path("/releases")
    @RolesAllowed(Roles.ENGINEER)
    public Response submit(@Valid @NotNull ReleaseToSubmit r) {
        ReleaseView release = releases.submit(r.model(), r.version(), r.environment(), r.route(), r.summary());
        return Response.created(URI.create("/api/v1/releases/" + release.id()))
                .entity(release)
                .build();
    }

    @GET
    @Path("/releases")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ReleaseList list(@QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        return new ReleaseList(releases.newest(limit));
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
                        vote.conditions() == null ? Conditions.none() : Conditions.fromJson(vote.conditions()),
                        vote.dossierDigest()));
    }

    @POST
    @Path("/releases/{release}/withdraw")
    @RolesAllowed(Roles.ENGINEER)
    public ReleaseView withdraw(UUID release, @Valid @NotNull Withdrawal withdrawal) {
        return releases.withdraw(release, withdrawal.reason());
    }
}
