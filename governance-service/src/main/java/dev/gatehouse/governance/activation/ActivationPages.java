package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.packs.PackProposal;
import dev.gatehouse.governance.packs.Proposals;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
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
import java.time.LocalDate;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** A proposal to change the active packs: what would change for every model, and the decision of a second person. */
@Path("/ui/packs")
@Blocking
class ActivationPages {

    private static final int MODELS_A_PAGE = 500;
    private static final int RUNS_LOOKED_THROUGH = 50;
    private static final int MIN_REASON_CHARS = 10;
    private static final int MAX_REASON_CHARS = 1000;

    /**
     * What the page of a proposal shows.
     *
     * @param preview null when the proposal is decided, or cannot be combined with the active packs
     * @param obstacle why it cannot; null when it can
     * @param on the day that the preview is for
     * @param first whether the preview begins with the first model
     * @param run the reassessment that followed; null when none did
     * @param secondLine whether the caller may decide on packs
     * @param own whether the caller made the proposal
     * @param reason as it was typed
     * @param fault why the decision was not taken; null when none was refused
     * @param done what has just been done: {@code proposed}, {@code activated}, {@code rejected}, {@code withdrawn} or nothing
     */
    record ProposalPage(
            PackProposal proposal,
            Preview preview,
            String obstacle,
            LocalDate on,
            boolean first,
            ReassessmentRun run,
            boolean secondLine,
            boolean own,
            String reason,
            String fault,
            String done) {

        /** Whether it waits for a decision. */
        public boolean waits() {
            return proposal.state() == PackProposal.State.PROPOSED;
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance proposal(ProposalPage p);

        private Templates() {}
    }

    private final Proposals proposals;
    private final Previews previews;
    private final Activations activations;
    private final Reassessments reassessments;
    private final Assessments assessments;
    private final Caller caller;

    @Inject
    ActivationPages(
            Proposals proposals,
            Previews previews,
            Activations activations,
            Reassessments reassessments,
            Assessments assessments,
            Caller caller) {
        this.proposals = proposals;
        this.previews = previews;
        this.activations = activations;
        this.reassessments = reassessments;
        this.assessments = assessments;
        this.caller = caller;
    }

    @GET
    @Path("/{pack}/proposals/{proposal}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance proposal(
            String pack,
            UUID proposal,
            @QueryParam("on") @DefaultValue("") String on,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("done") @DefaultValue("") String done) {
        return Templates.proposal(page(pack, proposal, assessments.day(on), cursor, "", null, done));
    }

    /** Activates, rejects or withdraws the proposal, as the button says. */
    @POST
    @Path("/{pack}/proposals/{proposal}/decision")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response decide(
            String pack,
            UUID proposal,
            @RestForm @DefaultValue("") String reason,
            @RestForm @DefaultValue("") String act) {
        String given = reason.strip();
        int status = 422;
        String fault = "Say why in " + MIN_REASON_CHARS + " to " + MAX_REASON_CHARS + " characters.";
        if (given.length() >= MIN_REASON_CHARS && given.length() <= MAX_REASON_CHARS) {
            try {
                return Response.seeOther(UriBuilder.fromPath("/ui/packs/{pack}/proposals/{proposal}")
                                .queryParam("done", done(pack, proposal, given, act))
                                .build(pack, proposal))
                        .build();
            } catch (ProblemException e) {
                if (e.type() == ProblemType.UNKNOWN_PROPOSAL) {
                    throw e;
                }
                status = e.type().status();
                fault = e.getMessage();
            }
        }
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.proposal(page(pack, proposal, assessments.today(), "", given, fault, ""))
                        .render())
                .build();
    }

    private String done(String pack, UUID proposal, String reason, String act) {
        switch (act) {
            case "activate" -> {
                activations.activate(pack, proposal, reason);
                return "activated";
            }
            case "reject" -> {
                proposals.reject(pack, proposal, reason);
                return "rejected";
            }
            case "withdraw" -> {
                proposals.withdraw(pack, proposal, reason);
                return "withdrawn";
            }
            default ->
                throw new ProblemException(
                        ProblemType.INVALID_VALUE, "Choose what to do: activate, reject or withdraw.");
        }
    }

    private ProposalPage page(
            String pack, UUID id, LocalDate on, String cursor, String reason, String fault, String done) {
        PackProposal proposal = proposals.named(pack, id);
        Preview preview = null;
        String obstacle = null;
        if (proposal.state() == PackProposal.State.PROPOSED) {
            try {
                preview = previews.of(proposal, on, cursor, MODELS_A_PAGE);
            } catch (ProblemException e) {
                if (e.type() != ProblemType.INVALID_PACK) {
                    throw e;
                }
                obstacle = e.getMessage();
            }
        }
        String cause = "activation/" + id;
        return new ProposalPage(
                proposal,
                preview,
                obstacle,
                on,
                cursor.isEmpty(),
                reassessments.newest(RUNS_LOOKED_THROUGH).stream()
                        .filter(run -> run.cause().equals(cause))
                        .findFirst()
                        .orElse(null),
                (caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE)) && !caller.isServiceAccount(),
                proposal.proposer().equals(caller.sub()),
                reason,
                fault,
                done);
    }
}
