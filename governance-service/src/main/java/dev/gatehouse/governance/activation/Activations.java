package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.packs.PackProposal;
import dev.gatehouse.governance.packs.Proposals;
import dev.gatehouse.governance.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.UUID;

/** Puts a proposal in force and has the inventory reassessed, in one transaction. */
@ApplicationScoped
public class Activations {

    private final Proposals proposals;
    private final Reassessments reassessments;

    @Inject
    Activations(Proposals proposals, Reassessments reassessments) {
        this.proposals = proposals;
        this.reassessments = reassessments;
    }

    /** A proposal that is in force, and the reassessment that follows. */
    public record Activated(PackProposal proposal, ReassessmentRun reassessment) {}

    /**
     * Activates a proposal as the caller, who must be another person than the proposer. The next request is assessed by the new packs;
     * stored assessments follow in the background.
     *
     * @throws ProblemException {@code unknown-proposal}, {@code wrong-state}, {@code four-eyes} or {@code invalid-pack}
     */
    @Transactional
    public Activated activate(String pack, UUID id, String reason) {
        PackProposal proposal = proposals.activate(pack, id, reason);
        String title = proposal.retire()
                ? "The pack " + pack + " is retired"
                : "The pack " + pack + " " + proposal.version() + " is active";
        return new Activated(proposal, reassessments.queue("activation/" + id, title));
    }
}
