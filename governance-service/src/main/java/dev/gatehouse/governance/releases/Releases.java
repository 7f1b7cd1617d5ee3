package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.release.Ballot;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteOutcome;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Directory;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Use cases on releases before the board: vote, withdraw, read. A vote and what follows from it is one transaction. */
@ApplicationScoped
public class Releases {

    /** How often the identity provider is asked for one vote, because others voted in between. */
    private static final int MAX_ROUNDS_OF_ASKING = 3;

    private final Versions versions;
    private final Gates gates;
    private final Dossiers dossiers;
    private final ReleaseBook book;
    private final Issuance issuance;
    private final Directory directory;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Releases(
            Versions versions,
            Gates gates,
            Dossiers dossiers,
            ReleaseBook book,
            Issuance issuance,
            Directory directory,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.versions = versions;
        this.gates = gates;
        this.dossiers = dossiers;
        this.book = book;
        this.issuance = issuance;
        this.directory = directory;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Casts a vote of the caller. The identity provider is asked about the voters before the release is held: while it does not answer
     * nobody else waits.
     */
    ReleaseView vote(UUID id, VoteToCast cast) {
        for (int round = 0; round < MAX_ROUNDS_OF_ASKING; round++) {
            List<String> voters = QuarkusTransaction.requiringNew().call(() -> votersToAsk(id, cast));
            Map<String, Directory.Holding> holdings = directory.holdings(voters);
            Optional<ReleaseView> counted = QuarkusTransaction.requiringNew().call(() -> count(id, cast, holdings));
            if (counted.isPresent()) {
                return counted.get();
            }
        }
        throw voteRefused(
                "Others voted while the identity provider was asked about the voters; nothing was changed.",
                List.of(new Refusal("others_voted", "Others voted at the same time; vote again.")));
    }

    /**
     * Who must still hold their functions for the vote to complete the quorum; empty if it would not. In a transaction of its own: a vote
     * that is refused must not take the new dossier back with it.
     */
    private List<String> votersToAsk(UUID id, VoteToCast cast) {
        ReleaseEntity entity = held(id);
        renewDossier(entity);
        return outcome(entity, vote(cast)) instanceof VoteOutcome.Accepted accepted
                        && accepted.state() instanceof ReleaseState.Approved approved
                ? voters(approved)
                : List.of();
    }

    /** Counts the vote; empty if somebody completes the quorum with it whom {@code holdings} does not know. */
    private Optional<ReleaseView> count(UUID id, VoteToCast cast, Map<String, Directory.Holding> holdings) {
        ReleaseEntity entity = held(id);
        try {
            book.version(entity).requireSegmentsOverInputs(cast.conditions());
        } catch (InvalidDocumentException e) {
            throw voteRefused(e.getMessage() + ".", List.of(new Refusal("segment_invalid", e.getMessage() + ".")));
        }
        Vote vote = vote(cast);
        VoteOutcome outcome = outcome(entity, vote);
        if (outcome instanceof VoteOutcome.Refused refused) {
            throw voteRefused(
                    String.join(
                            " ",
                            refused.reasons().stream().map(Refusal::sentence).toList()),
                    refused.reasons());
        }
        ReleaseState next = ((VoteOutcome.Accepted) outcome).state();
        if (next instanceof ReleaseState.Approved approved && !holdings.keySet().containsAll(voters(approved))) {
            return Optional.empty();
        }
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
        if (next instanceof ReleaseState.Approved approved) {
            issuance.approve(entity, approved, holdings);
        } else if (!(next instanceof ReleaseState.InReview)) {
            issuance.decided(entity, next);
        }
        entity.persistAndFlush();
        return Optional.of(book.view(entity));
    }

    private Vote vote(VoteToCast cast) {
        return new Vote(
                caller.sub(),
                cast.function(),
                cast.decision(),
                cast.rationale(),
                cast.conditions(),
                cast.changes(),
                Digest.parse(cast.dossier()),
                clock.instant());
    }

    private VoteOutcome outcome(ReleaseEntity entity, Vote vote) {
        return Ballot.cast(
                book.stateForCaller(entity), book.voter(entity), vote, CommentEntity.openQuestions(entity.id));
    }

    private static List<String> voters(ReleaseState.Approved approved) {
        return approved.votes().stream().map(Vote::voter).toList();
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
                        state.stream().toList(),
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

    /**
     * A release with which the board rejected the version's artifact and did not grant it for the same environment afterwards; empty if
     * there is none.
     *
     * @param version of whose model every version with the same artifact counts
     */
    @Transactional
    public Optional<ReleaseView> rejected(ModelVersion version) {
        Set<String> environments = new HashSet<>();
        return ReleaseEntity.judged(version.modelId(), version.artifactSha256()).stream()
                .filter(last -> environments.add(last.environment))
                .filter(last -> last.state.equals("Rejected"))
                .findFirst()
                .map(book::view);
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

    static ProblemException voteRefused(String sentence, List<Refusal> reasons) {
        return new ProblemException(ProblemType.VOTE_REFUSED, sentence, Map.of("reasons", reasons));
    }
}
