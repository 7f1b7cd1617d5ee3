package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.PermitTerms;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.release.Ballot;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.Quorum;
import dev.gatehouse.approval.release.Reconfirmation;
import dev.gatehouse.approval.release.Release;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.SubmitOutcome;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteOutcome;
import dev.gatehouse.approval.release.Voter;
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
import java.time.Period;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Use cases on releases: submit one to the board, vote on it, withdraw it. A vote and what follows from it is one transaction. */
@ApplicationScoped
public class Releases {

    /** The board's time for one round. */
    private static final Period REVIEW_WITHIN = Period.ofDays(10);

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
    private final ObjectMapper json;

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
            Clock clock,
            ObjectMapper json) {
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
        this.json = json;
    }

    @Transactional
    ReleaseView submit(String modelName, String versionName, String environment, String route, String summary) {
        ModelVersion version = versions.named(modelName, versionName);
        if (ReleaseEntity.inReview(version.id(), environment).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE, version.label() + " is before the board for " + environment + " already.");
        }
        Gates.GateBook gateBook = gates.of(version);
        if (!gateBook.evaluation().open()) {
            throw gatesUnmet(version, GateView.of(gateBook.evaluation().unmet()));
        }
        Obligations obligations = gateBook.obligations();
        Instant now = clock.instant();
        ReleaseEntity entity = new ReleaseEntity();
        entity.id = UUID.randomUUID();
        entity.versionId = version.id();
        entity.environment = environment;
        entity.route = route;
        entity.summary = summary;
        entity.quorum = write(obligations.quorum());
        entity.contributors = version.developers().toArray(String[]::new);
        entity.mayNotVote = obligations.mayNotVote().toArray(String[]::new);
        entity.submittedAt = now;
        entity.submittedBy = caller.sub();
        entity.dueAt = now.atZone(ZoneOffset.UTC).plus(REVIEW_WITHIN).toInstant();
        Dossier dossier = dossiers.compile(entity);
        Release release = new Release(
                entity.id.toString(),
                modelName,
                versionName,
                environment,
                route,
                caller.sub(),
                Set.copyOf(version.developers()));
        SubmitOutcome outcome = new ReleaseState.Draft(release)
                .submit(
                        caller.sub(),
                        dossier.digest(),
                        new Quorum(obligations.quorum()),
                        book.requested(entity),
                        gateBook.evaluation(),
                        now);
        if (outcome instanceof SubmitOutcome.Refused refused) {
            throw gatesUnmet(version, GateView.of(refused.unmet()));
        }
        store(dossier, now);
        entity.state = "InReview";
        entity.dossierDigest = dossier.digest().toString();
        entity.persistAndFlush();
        ledger.record("release.submitted", "release/" + entity.id, Map.of("dossier", entity.dossierDigest));
        return book.view(entity);
    }

    @Transactional
    ReleaseView vote(UUID id, VoteToCast cast) {
        // First in a transaction of its own: a vote that is refused must not take the new dossier back with it.
        QuarkusTransaction.requiringNew().run(() -> renewDossier(held(id)));
        ReleaseEntity entity = held(id);
        ModelVersion version = versions.byId(entity.versionId);
        renewDossier(entity);
        Vote vote = new Vote(
                caller.sub(),
                cast.function(),
                cast.decision(),
                cast.rationale(),
                cast.conditions(),
                Digest.parse(cast.dossier()),
                clock.instant());
        Voter voter = new Voter(caller.sub(), caller.functions(), caller.isServiceAccount());
        VoteOutcome outcome = Ballot.cast(book.state(entity), voter, vote);
        if (outcome instanceof VoteOutcome.Refused refused) {
            throw new ProblemException(
                    ProblemType.VOTE_REFUSED,
                    String.join(
                            " ",
                            refused.reasons().stream().map(r -> r.sentence()).toList()),
                    Map.of("reasons", refused.reasons()));
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
                        "rationale",
                                Digest.of(vote.rationale().getBytes(StandardCharsets.UTF_8))
                                        .toString(),
                        "conditions",
                                Digest.of(vote.conditions().toJson().toString().getBytes(StandardCharsets.UTF_8))
                                        .toString()));
        if (!(next instanceof ReleaseState.InReview)) {
            decide(entity, version, next);
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
        ledger.record(
                "release.withdrawn",
                "release/" + id,
                Map.of(
                        "reason",
                        Digest.of(reason.getBytes(StandardCharsets.UTF_8)).toString()));
        return book.view(entity);
    }

    /** The newest releases, at most {@code limit}. */
    @Transactional
    public List<ReleaseView> newest(int limit) {
        return ReleaseEntity.newest(limit).stream().map(book::view).toList();
    }

    /** The release of that id. */
    @Transactional
    public ReleaseView named(UUID id) {
        return book.view(entity(id));
    }

    /** The releases of a version, newest first. */
    @Transactional
    public List<ReleaseView> of(ModelVersion version) {
        return ReleaseEntity.ofVersion(version.id()).stream().map(book::view).toList();
    }

    /** The bytes that the board votes on. */
    @Transactional
    public Dossier dossier(UUID id) {
        DossierEntity stored = DossierEntity.findById(entity(id).dossierDigest);
        return Dossier.read(stored.document);
    }

    /** If what the dossier shows has changed since, the board gets the new one and earlier votes no longer count. */
    private void renewDossier(ReleaseEntity entity) {
        if (!entity.state.equals("InReview")) {
            return;
        }
        Dossier current = dossiers.compile(entity);
        if (current.digest().toString().equals(entity.dossierDigest)) {
            return;
        }
        DossierEntity before = DossierEntity.findById(entity.dossierDigest);
        Set<Section> changed = current.changedFrom(Dossier.read(before.document));
        store(current, clock.instant());
        entity.dossierBefore = before.digest;
        entity.dossierDigest = current.digest().toString();
        entity.reason = "Earlier votes lapsed: the dossier changed in "
                + String.join(", ", changed.stream().map(Section::field).toList()) + ".";
        ledger.record(
                "release.dossier-changed",
                "release/" + entity.id,
                Map.of("before", before.digest, "dossier", entity.dossierDigest));
    }

    private void decide(ReleaseEntity entity, ModelVersion version, ReleaseState next) {
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
        Reconfirmation reconfirmed = approved.reconfirm(functions, Digest.parse(entity.dossierDigest));
        if (reconfirmed instanceof Reconfirmation.Lapsed lapsed) {
            throw new ProblemException(
                    ProblemType.VOTE_REFUSED,
                    "The quorum would be complete, but earlier votes no longer stand; 'reasons' says why.",
                    Map.of("reasons", lapsed.reasons()));
        }
        Decision decision = ((Reconfirmation.Stands) reconfirmed).decision();
        Gates.GateBook gateBook = gates.of(version);
        if (!gateBook.evaluation().open()) {
            throw gatesUnmet(version, GateView.of(gateBook.evaluation().unmet()));
        }
        Obligations obligations = gateBook.obligations();
        Instant now = clock.instant();
        Duration validity = Duration.between(
                now,
                now.atZone(ZoneOffset.UTC).plus(obligations.permitValidity()).toInstant());
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

    private void store(UUID release, Vote vote) {
        VoteEntity entity = new VoteEntity();
        entity.id = UUID.randomUUID();
        entity.releaseId = release;
        entity.voter = vote.voter();
        entity.voterName = caller.displayName();
        entity.function = vote.function();
        entity.decision = vote.decision().text();
        entity.rationale = vote.rationale();
        entity.conditions = vote.conditions().toJson().toString();
        entity.dossierDigest = vote.dossierDigest().toString();
        entity.castAt = vote.at();
        entity.persist();
    }

    private static void store(Dossier dossier, Instant now) {
        if (DossierEntity.findById(dossier.digest().toString()) == null) {
            DossierEntity entity = new DossierEntity();
            entity.digest = dossier.digest().toString();
            entity.document = dossier.bytes();
            entity.compiledAt = now;
            entity.persist();
        }
    }

    private String write(Map<String, Integer> quorum) {
        return json.valueToTree(quorum).toString();
    }

    private static ReleaseEntity entity(UUID id) {
        ReleaseEntity entity = ReleaseEntity.findById(id);
        if (entity == null) {
            throw unknown(id);
        }
        return entity;
    }

    private static ReleaseEntity held(UUID id) {
        return ReleaseEntity.held(id).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(ProblemType.UNKNOWN_RELEASE, "There is no release with the id " + id + ".");
    }

    private static ProblemException gatesUnmet(ModelVersion version, List<GateView> unmet) {
        return new ProblemException(
                ProblemType.GATES_UNMET,
                unmet.size() + " gate(s) of " + version.label() + " are closed; 'gates' says why and how to meet each.",
                Map.of("gates", unmet));
    }
}
