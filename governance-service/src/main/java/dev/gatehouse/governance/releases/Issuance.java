package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.PermitTerms;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.LapsedVote;
import dev.gatehouse.approval.release.Reconfirmation;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.governance.gates.GateView;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Directory;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.risk.Obligations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What follows from the vote that fills the last seat: the approval is asked for once more, and its permit is signed. */
@ApplicationScoped
class Issuance {

    private final Versions versions;
    private final Gates gates;
    private final Dossiers dossiers;
    private final Permits permits;
    private final ReleaseBook book;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Issuance(
            Versions versions,
            Gates gates,
            Dossiers dossiers,
            Permits permits,
            ReleaseBook book,
            People people,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.versions = versions;
        this.gates = gates;
        this.dossiers = dossiers;
        this.permits = permits;
        this.book = book;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /** Writes down that the board has decided. */
    void decided(ReleaseEntity entity, ReleaseState next) {
        entity.state = next.getClass().getSimpleName();
        entity.decidedAt = clock.instant();
        ledger.record("release.decided", "release/" + entity.id, Map.of("state", entity.state));
    }

    /** Makes the permit, if the approval stands; if it does not for want of a voter's function, the round goes on. */
    void approve(ReleaseEntity entity, ReleaseState.Approved approved, Map<String, Directory.Holding> holdings) {
        Map<String, Set<String>> functions = new HashMap<>();
        holdings.forEach((sub, holding) -> functions.put(sub, holding.functions()));
        // Compiled once more here, under the lock: what came in while the votes were cast is not approved.
        Reconfirmation reconfirmed =
                approved.reconfirm(functions, dossiers.compile(entity).digest());
        if (reconfirmed instanceof Reconfirmation.Lapsed lapsed) {
            throw Releases.voteRefused(
                    "The quorum would be complete, but the dossier changed; 'reasons' says how.",
                    List.of(lapsed.reason()));
        }
        if (reconfirmed instanceof Reconfirmation.Reopened reopened) {
            lapse(entity, reopened.review().lapsed());
            entity.reason = "Votes lapsed. "
                    + reopened.review().lapsed().stream()
                            .map(LapsedVote::reason)
                            .distinct()
                            .collect(Collectors.joining(" "));
            return;
        }
        Reconfirmation.Stands stands = (Reconfirmation.Stands) reconfirmed;
        lapse(entity, stands.lapsed());
        requireStepBefore(entity);
        decided(entity, approved);
        issue(entity, stands.decision());
    }

    /** Votes that no longer count, because their voters lost the function. The caller's own is refused instead. */
    private void lapse(ReleaseEntity entity, List<LapsedVote> lapsed) {
        if (lapsed.stream().anyMatch(vote -> vote.vote().voter().equals(caller.sub()))) {
            throw Releases.voteRefused(
                    "The identity provider says that you no longer hold this function.",
                    lapsed.stream()
                            .map(vote -> new Refusal("function_not_held", vote.reason()))
                            .distinct()
                            .toList());
        }
        for (LapsedVote vote : lapsed) {
            VoteEntity stored = VoteEntity.counted(
                    entity.id, entity.dossierDigest, vote.vote().voter());
            stored.lapsedAt = clock.instant();
            stored.lapsedBecause = vote.reason();
            ledger.recordOwn(
                    "vote.lapsed",
                    "release/" + entity.id,
                    Map.of(
                            "voter",
                            people.pseudonym(stored.voter),
                            "function",
                            stored.function,
                            "dossier",
                            stored.dossierDigest,
                            "why",
                            "function_not_held"));
        }
    }

    private void issue(ReleaseEntity entity, Decision decision) {
        Map<String, String> pseudonyms = new HashMap<>();
        for (Vote vote : decision.votes()) {
            pseudonyms.put(vote.voter(), people.pseudonym(vote.voter()));
        }
        ModelVersion version = versions.byId(entity.versionId);
        Gates.GateBook gateBook = gates.of(version, entity.environment);
        if (!gateBook.evaluation().open()) {
            throw Submissions.gatesUnmet(
                    version, GateView.of(gateBook.evaluation().unmet()));
        }
        Obligations obligations = gateBook.obligations();
        if (!entity.isSeatedAs(obligations)) {
            throw Releases.voteRefused(
                    "The quorum was complete, but the policy asks for another board now; the release has its seats.",
                    List.of(new Refusal(
                            "board_changed",
                            "The seats, or who may not vote, changed while the vote was cast; vote again.")));
        }
        Instant now = clock.instant();
        Duration tierAllows = Duration.between(
                now,
                now.atZone(ZoneOffset.UTC).plus(obligations.permitValidity()).toInstant());
        Duration validity = book.launch(entity)
                .map(launch -> launch.step().validity())
                .filter(step -> step.compareTo(tierAllows) < 0)
                .orElse(tierAllows);
        permits.issue(
                decision,
                entity.id,
                version.id(),
                new PermitTerms(
                        UUID.randomUUID(),
                        new Digest(version.artifactSha256()),
                        Tier.valueOf(gateBook.assessment().tier().name()),
                        Binding.parse(version.binding()),
                        Binding.parse(obligations.minimumBinding()),
                        now,
                        validity,
                        pseudonyms));
    }

    /** A launch goes further from a step that serves, or whose time ended while the board was at work. */
    private void requireStepBefore(ReleaseEntity entity) {
        if (entity.previousStep == null) {
            return;
        }
        Instant now = clock.instant();
        // Held: nobody closes it before the next one is signed.
        IssuedPermit permit = permits.heldOfRelease(entity.previousStep).orElseThrow();
        boolean ended = permit.state().equals("EXPIRED");
        if (!Submissions.leadsOn(permit, now) && !(ended && now.isBefore(entity.dueAt))) {
            throw Releases.voteRefused(
                    "The quorum would be complete, but the launch's step before is closed.",
                    List.of(
                            ended
                                    ? new Refusal(
                                            "previous_step_over",
                                            "The permit of the step before ended at " + permit.expiresAt()
                                                    + ", and the board's time is over; withdraw the release and begin"
                                                    + " the launch again.")
                                    : new Refusal(
                                            "previous_step_closed",
                                            "The permit of the step before is " + permit.state()
                                                    + (permit.isFinal()
                                                            ? "; the launch is over with it."
                                                            : "; the launch goes on once it is active again."))));
        }
    }
}
