package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.packs.PackProposal;
import dev.gatehouse.governance.packs.Proposals;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class ProposalResource {

    /** Either a file's digest, or {@code retire: true}. */
    record ProposalToMake(
            @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is sha256: and 64 hexadecimal digits")
            String digest,

            Boolean retire,
            @NotBlank @Size(min = 10, max = 1000) String reason) {}

    record Decision(@NotBlank @Size(min = 10, max = 1000) String reason) {}

    record ProposalList(List<PackProposal> items) {}

    /** A proposal; {@code preview} is there while it waits, {@code obstacle} when it cannot be combined with the active packs. */
    record ProposalView(PackProposal proposal, Preview preview, String obstacle) {}

    private final Proposals proposals;
    private final Previews previews;
    private final Activations activations;
    private final Assessments assessments;

    @Inject
    ProposalResource(Proposals proposals, Previews previews, Activations activations, Assessments assessments) {
        this.proposals = proposals;
        this.previews = previews;
        this.activations = activations;
        this.assessments = assessments;
    }

    @GET
    @Path("/packs/{pack}/proposals")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ProposalList list(String pack) {
        return new ProposalList(proposals.of(pack));
    }

    @POST
    @Path("/packs/{pack}/proposals")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response propose(String pack, @Valid @NotNull ProposalToMake wanted) {
        boolean retire = Boolean.TRUE.equals(wanted.retire());
        if (retire == (wanted.digest() != null)) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "digest, retire: send the digest of a file, or retire: true, and not both.");
        }
        PackProposal proposal = proposals.propose(pack, Optional.ofNullable(wanted.digest()), wanted.reason());
        return Response.created(URI.create("/api/v1/packs/" + pack + "/proposals/" + proposal.id()))
                .entity(proposal)
                .build();
    }

    @GET
    @Path("/packs/{pack}/proposals/{proposal}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ProposalView get(
            String pack,
            UUID proposal,
            @QueryParam("on") String on,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("200") @Min(1) @Max(Previews.MAX_MODELS) int limit) {
        PackProposal found = proposals.named(pack, proposal);
        if (found.state() != PackProposal.State.PROPOSED) {
            return new ProposalView(found, null, null);
        }
        try {
            return new ProposalView(found, previews.of(found, assessments.day(on), cursor, limit), null);
        } catch (ProblemException e) {
            if (e.type() != ProblemType.INVALID_PACK) {
                throw e;
            }
            return new ProposalView(found, null, e.getMessage());
        }
    }

    @POST
    @Path("/packs/{pack}/proposals/{proposal}/activation")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Activations.Activated activate(String pack, UUID proposal, @Valid @NotNull Decision decision) {
        return activations.activate(pack, proposal, decision.reason());
    }

    @POST
    @Path("/packs/{pack}/proposals/{proposal}/rejection")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public PackProposal reject(String pack, UUID proposal, @Valid @NotNull Decision decision) {
        return proposals.reject(pack, proposal, decision.reason());
    }

    @POST
    @Path("/packs/{pack}/proposals/{proposal}/withdrawal")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public PackProposal withdraw(String pack, UUID proposal, @Valid @NotNull Decision decision) {
        return proposals.withdraw(pack, proposal, decision.reason());
    }
}
