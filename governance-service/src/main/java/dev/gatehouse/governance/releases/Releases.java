package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.PermitTerms;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.release.Ballot;
import dev.gatehouse.approval.release.Reconfirmation;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteOutcome;
import dev.gatehouse.governance.gates.GateView;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Directory;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Obligations;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Use cases on releases before the board: vote, withdraw, read. A vote and what follows from it is one transaction. */
@ApplicationScoped
public class Releases {

    private final Versions versions;
    private final Gates gates;
    private final Dossiers dossiers;
    private final Permits permits;
    private final ReleaseBook book;
    private final People people;
    private final Directory directory;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Releases(
            Versions versions,
            Gates gates,
            Dossiers dossiers,
            Permits permits,
            ReleaseBook book,
            People people,
            Directory directory,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.versions = versions;
        this.gates = gates;
        this.dossiers = dossiers;
        this.permits = permits;
        this.book = book;
        this.people = people;
        this.directory = directory;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    @Transactional
    ReleaseView vote(UUID id, VoteToCast cast) {
        // First in a transaction of its own: a vote that is refused must not take the new dossier back with it.
        QuarkusTransaction.requiringNew().run(() -> renewDossier(held(id)));
        ReleaseEntity entity = held(id);
        try {
            book.version(entity).requireSegmentsOverInputs(cast.conditions());
        } catch (InvalidDocumentException e) {
            throw voteRefused(e.getMessage() + ".", List.of(new Refusal("segment_invalid", e.getMessage() + ".")));
        }
        Vote vote = new Vote(
                caller.sub(),
                cast.function(),
                cast.decision(),
                cast.rationale(),
                cast.conditions(),
                cast.changes(),
                Digest.parse(cast.dossier()),
                clock.instant());
        VoteOutcome outcome =
                Ballot.cast(book.stateForCaller(entity), book.voter(entity), vote, CommentEntity.openQuestions(id));
        if (outcome instanceof VoteOutcome.Refused refused) {
            throw voteRefused(
                    String.join(
                            " ",
                            refused.reasons().stream().map(Refusal::sentence).toList()),
                    refused.reasons());
        }
        ReleaseState next = ((VoteOutcome.Accepted) outcome).state();
        store(entity.id, vote);
        ledger.record(
                "vote.cast",
                "release/" + entity.id,
                Map.of(
                        "function", vote.function(),
                        "decision", vote.decision().text(),
                        "dossier", entity.dossierDigest,
                        "conditions",
                                Digest.of(vote.conditions().toJson().toString().getBytes(StandardCharsets.UTF_8))
                                        .toString()),
                Map.of("rationale", vote.rationale(), "changes", String.join("\n", vote.changes())));
        if (!(next instanceof ReleaseState.InReview)) {
            decide(entity, next);
        }
        entity.persistAndFlush();
        return book.view(entity);
    }

    @Transactional
    ReleaseView withdraw(UUID id, String reason) {
        ReleaseEntity entity = held(id);
        if (!entity.submittedBy.equals(caller.sub())) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Only who submitted a release can withdraw it.");
        }
        if (!(book.state(entity) instanceof ReleaseState.InReview review)) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The release is " + entity.state + "; only one before the board can be withdrawn.");
        }
        ReleaseState.Withdrawn withdrawn = review.withdraw(caller.sub(), reason, clock.instant());
        entity.state = "Withdrawn";
        entity.reason = withdrawn.reason();
        entity.decidedAt = withdrawn.at();
        ledger.record("release.withdrawn", "release/" + id, Map.of(), Map.of("reason", reason));
        return book.view(entity);
    }

    /**
     * Releases, newest first.
     *
     * @param state name of a state; empty for all
     * @param overdue whether only those in review whose time is over
     * @param after id of the last release of the page before; empty for the first page
     * @throws ProblemException {@code unknown-release} for {@code after}
     */
    @Transactional
    public List<ReleaseView> newest(Optional<String> state, boolean overdue, Optional<UUID> after, int limit) {
        return ReleaseEntity.newest(
                        state,
                        overdue ? Optional.of(clock.instant()) : Optional.empty(),
                        after.map(ReleaseEntity::named),
                        limit)
                .stream()
                .map(book::view)
                .toList();
    }

    /** The release of that id. */
    @Transactional
    public ReleaseView named(UUID id) {
        return book.view(ReleaseEntity.named(id));
    }

    /** The releases of a version, newest first. */
    @Transactional
    public List<ReleaseView> of(ModelVersion version) {
        return ReleaseEntity.ofVersion(version.id()).stream().map(book::view).toList();
    }

    /** The bytes that the board votes on. */
    @Transactional
    public Dossier dossier(UUID id) {
        return DossierEntity.read(ReleaseEntity.named(id).dossierDigest);
    }

    /** The dossier with that digest, {@code sha256:…}, which the board may have been given another one for since. */
    @Transactional
    public Dossier dossierOf(String digest) {
        return DossierEntity.read(digest);
    }

    /** If what the dossier shows has changed since, the board gets the new one and earlier votes no longer count. */
    private void renewDossier(ReleaseEntity entity) {
        if (!entity.state.equals("InReview")) {
            return;
        }
        Conditions limits = book.limits(entity);
        if (!limits.equals(book.requested(entity))) {
            entity.requested = limits.toJson().toString();
        }
        gates.of(versions.byId(entity.versionId), entity.environment)
                .assessment()
                .obligations()
                .ifPresent(entity::seat);
        Dossier now = dossiers.compile(entity);
        if (now.digest().toString().equals(entity.dossierDigest)) {
            return;
        }
        String before = entity.dossierDigest;
        Set<Section> changed = now.changedFrom(DossierEntity.read(before));
        entity.dossierBefore = before;
        // Again, with the digest of the one it takes the place of: votes on an earlier dossier must not come to life
        // again
        // when what had changed is changed back.
        Dossier current = dossiers.compile(entity);
        DossierEntity.keep(current, clock.instant());
        entity.dossierDigest = current.digest().toString();
        entity.reason = "Earlier votes lapsed: the dossier changed in "
                + String.join(", ", changed.stream().map(Section::field).toList()) + ".";
        ledger.record(
                "release.dossier-changed",
                "release/" + entity.id,
                Map.of("before", before, "dossier", entity.dossierDigest));
    }

    private void decide(ReleaseEntity entity, ReleaseState next) {
        entity.state = next.getClass().getSimpleName();
        entity.decidedAt = clock.instant();
        ledger.record("release.decided", "release/" + entity.id, Map.of("state", entity.state));
        if (!(next instanceof ReleaseState.Approved approved)) {
            return;
        }
        Map<String, Set<String>> functions =
                directory.functions(approved.votes().stream().map(Vote::voter).toList());
        Map<String, String> pseudonyms = new HashMap<>();
        for (Vote vote : approved.votes()) {
            pseudonyms.put(vote.voter(), people.pseudonym(vote.voter()));
        }
        // Compiled once more here, under the lock: what came in while the votes were cast is not approved.
        Reconfirmation reconfirmed =
                approved.reconfirm(functions, dossiers.compile(entity).digest());
        if (reconfirmed instanceof Reconfirmation.Lapsed lapsed) {
            throw voteRefused(
                    "The quorum would be complete, but earlier votes no longer stand; 'reasons' says why.",
                    lapsed.reasons());
        }
        requireStepBefore(entity);
        ModelVersion version = versions.byId(entity.versionId);
        Gates.GateBook gateBook = gates.of(version, entity.environment);
        if (!gateBook.evaluation().open()) {
            throw Submissions.gatesUnmet(
                    version, GateView.of(gateBook.evaluation().unmet()));
        }
        Obligations obligations = gateBook.obligations();
        if (!entity.isSeatedAs(obligations)) {
            throw voteRefused(
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
                ((Reconfirmation.Stands) reconfirmed).decision(),
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

    /** A launch does not go further while the step before is closed for a reason. */
    private void requireStepBefore(ReleaseEntity entity) {
        if (entity.previousStep == null) {
            return;
        }
        permits.ofRelease(entity.previousStep)
                .filter(permit ->
                        permit.state().equals("SUSPENDED") || permit.state().equals("REVOKED"))
                .ifPresent(permit -> {
                    throw voteRefused(
                            "The quorum would be complete, but the launch's step before is closed.",
                            List.of(new Refusal(
                                    "previous_step_closed",
                                    "The permit of the step before is " + permit.state()
                                            + "; the launch goes on once it is active again.")));
                });
    }

    private void store(UUID release, Vote vote) {
        VoteEntity entity = new VoteEntity();
        entity.id = UUID.randomUUID();
        entity.releaseId = release;
        entity.voter = vote.voter();
        entity.voterName = caller.displayName();
        entity.function = vote.function();
        entity.decision = vote.decision().text();
        entity.rationale = vote.rationale();
        entity.changes = vote.changes().toArray(String[]::new);
        entity.conditions = vote.conditions().toJson().toString();
        entity.dossierDigest = vote.dossierDigest().toString();
        entity.castAt = vote.at();
        entity.persist();
    }

    private static ReleaseEntity held(UUID id) {
        return ReleaseEntity.held(id).orElseThrow(() -> ReleaseEntity.unknown(id));
    }

    private static ProblemException voteRefused(String sentence, List<Refusal> reasons) {
        return new ProblemException(ProblemType.VOTE_REFUSED, sentence, Map.of("reasons", reasons));
    }
}
