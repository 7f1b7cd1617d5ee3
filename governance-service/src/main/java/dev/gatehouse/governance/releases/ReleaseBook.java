package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Quorum;
import dev.gatehouse.approval.release.Release;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.Submission;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.approval.release.Voter;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.Permits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads releases: what is stored becomes the state that the ballot's rules know, or the view that people see. */
@ApplicationScoped
class ReleaseBook {

    /** Most names of people that are told for an empty seat. */
    private static final int MAX_NAMES = 20;

    private final Versions versions;
    private final Gates gates;
    private final AuditPlans plans;
    private final Permits permits;
    private final People people;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    ReleaseBook(
            Versions versions,
            Gates gates,
            AuditPlans plans,
            Permits permits,
            People people,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.versions = versions;
        this.gates = gates;
        this.plans = plans;
        this.clock = clock;
        this.permits = permits;
        this.people = people;
        this.caller = caller;
        this.json = json;
    }

    /** A release with what its state is made of: the version, and all votes in the order they were cast. */
    record Round(ReleaseEntity release, ModelVersion version, List<VoteEntity> votes) {}

    Round round(ReleaseEntity e) {
        return new Round(e, versions.byId(e.versionId), VoteEntity.allOf(e.id));
    }

    /** The same of many releases, in their order, with three queries in all. */
    List<Round> rounds(List<ReleaseEntity> releases) {
        Map<Long, ModelVersion> known =
                versions.byIds(releases.stream().map(e -> e.versionId).toList());
        Map<UUID, List<VoteEntity>> votes =
                VoteEntity.ofEach(releases.stream().map(e -> e.id).toList());
        return releases.stream()
                .map(e -> new Round(e, known.get(e.versionId), votes.getOrDefault(e.id, List.of())))
                .toList();
    }

    /** The release's state, with the votes on its present dossier; developers are named in it by sign-in name. */
    ReleaseState state(ReleaseEntity e) {
        return state(round(e), Set.of());
    }

    /** The same, without another query. */
    ReleaseState state(Round round) {
        return state(round, Set.of());
    }

    /** The same for the caller to vote on: they are a contributor under their {@code sub} too if a developer has their sign-in name. */
    ReleaseState stateForCaller(ReleaseEntity e) {
        return stateForCaller(round(e));
    }

    /** The same, without another query. */
    ReleaseState stateForCaller(Round round) {
        boolean maker = round.version.isMadeBy(caller.sub(), caller.username());
        return state(round, maker ? Set.of(caller.sub()) : Set.of());
    }

    private ReleaseState state(Round round, Set<String> alsoContributed) {
        ReleaseEntity e = round.release;
        ModelVersion version = round.version;
        Set<String> contributors = new HashSet<>(List.of(e.contributors));
        contributors.addAll(alsoContributed);
        Release release = new Release(
                e.id.toString(),
                version.model(),
                version.version(),
                e.environment,
                e.route,
                e.submittedBy,
                contributors);
        Submission submission = new Submission(
                release,
                e.submittedBy,
                Digest.parse(e.dossierDigest),
                new Quorum(seats(e)),
                requested(e),
                e.submittedAt);
        List<Vote> votes = new ArrayList<>();
        for (VoteEntity vote : round.votes) {
            if (vote.counts(e.dossierDigest)) {
                votes.add(vote(vote));
            }
        }
        return switch (e.state) {
            case "InReview" -> new ReleaseState.InReview(submission, votes, List.of());
            case "Rejected" -> new ReleaseState.Rejected(submission, votes, e.decidedAt);
            case "ChangesRequested" -> new ReleaseState.ChangesRequested(submission, votes, e.decidedAt);
            case "Withdrawn" -> new ReleaseState.Withdrawn(release, e.submittedBy, e.reason, e.decidedAt);
            case "Approved" -> {
                Conditions merged = submission.requested();
                for (Vote vote : votes) {
                    merged = vote.decision().fillsSeat() ? merged.tighten(vote.conditions()) : merged;
                }
                yield new ReleaseState.Approved(submission, votes, merged, e.decidedAt);
            }
            default -> throw new IllegalStateException("a release cannot be " + e.state);
        };
    }

    /** What the release asks to serve. */
    ModelVersion version(ReleaseEntity e) {
        return versions.byId(e.versionId);
    }

    /** What is asked for, with the limits of waivers, as last stored. */
    Conditions requested(ReleaseEntity e) {
        return Conditions.fromJson(read(e.requested));
    }

    /** What is asked for, with the limits of the waivers of now. */
    Conditions limits(ReleaseEntity e) {
        return Conditions.fromJson(read(e.asked))
                .tighten(gates.of(versions.byId(e.versionId), e.environment).limitsOfWaivers());
    }

    /** The launch in steps that the release belongs to; empty for a launch at once. */
    Optional<LaunchProgress> launch(ReleaseEntity e) {
        return Optional.ofNullable(e.launch).map(text -> LaunchProgress.fromJson(read(text)));
    }

    /** What the board asked to be changed when it sent the release back. */
    List<String> changesOf(ReleaseEntity e) {
        return changesOf(state(e));
    }

    private static List<String> changesOf(ReleaseState state) {
        return state instanceof ReleaseState.ChangesRequested changes ? changes.changes() : List.of();
    }

    /** The caller as a voter on that release. */
    Voter voter(ReleaseEntity e) {
        return voter(e, versions.byId(e.versionId));
    }

    Voter voter(ReleaseEntity e, ModelVersion version) {
        Set<String> excludedAs = new HashSet<>();
        for (String part : e.mayNotVote) {
            boolean took = switch (part) {
                case "evidence-givers" -> gates.gaveEvidence(version, caller.sub());
                case "plan-owners" -> plans.ownsPlan(version.modelId(), caller.sub());
                // Developers and submitters are excluded under every tier; the ballot knows them from the submission.
                default -> false;
            };
            if (took) {
                excludedAs.add(part);
            }
        }
        return new Voter(caller.sub(), caller.functions(), caller.isServiceAccount(), excludedAs);
    }

    private Vote vote(VoteEntity e) {
        try {
            return new Vote(
                    e.voter,
                    e.function,
                    VoteDecision.parse(e.decision),
                    e.rationale,
                    Conditions.fromJson(json.readTree(e.conditions)),
                    List.of(e.changes),
                    Digest.parse(e.dossierDigest),
                    e.castAt);
        } catch (JsonProcessingException ex) {
            throw new IllegalStateException("stored conditions do not parse", ex);
        }
    }

    /** The release as the API and the pages show it. */
    ReleaseView view(ReleaseEntity e) {
        Round round = round(e);
        ModelVersion version = round.version;
        Instant now = clock.instant();
        ReleaseState state = state(round);
        ReleaseState.InReview review = state instanceof ReleaseState.InReview open ? open : null;
        boolean overdue = review != null && !now.isBefore(e.dueAt);
        List<ReleaseView.CastVote> votes = round.votes.stream()
                .map(v -> ReleaseView.CastVote.of(v, !v.counts(e.dossierDigest), read(v.conditions)))
                .toList();
        return new ReleaseView(
                e.id,
                version.model(),
                version.version(),
                e.environment,
                e.route,
                e.state,
                e.summary,
                e.dossierDigest,
                e.submittedAt,
                people.displayName(e.submittedBy),
                e.decidedAt,
                e.dueAt,
                overdue,
                e.escalatedAt,
                e.reason,
                read(e.requested),
                seats(e),
                review == null ? Map.of() : review.missing(),
                overdue ? couldFill(round, review, people::seenAs) : null,
                review == null ? 0 : CommentEntity.openQuestions(e.id),
                votes,
                changesOf(state),
                e.revises,
                read(e.answers),
                e.launch == null ? null : read(e.launch),
                e.previousStep,
                ReleaseEntity.following(e.id).map(next -> next.id).orElse(null),
                permits.ofRelease(e.id).orElse(null));
    }

    /**
     * Who was last seen with the function of an empty seat and is not kept from voting by what is known of the release.
     *
     * @param seen who was seen with a function; asked once for each empty seat
     */
    Map<String, List<String>> couldFill(
            Round round, ReleaseState.InReview review, Function<String, List<People.Seen>> seen) {
        Set<String> out = new HashSet<>(List.of(round.release.submittedBy, round.version.registeredBy()));
        review.votes().forEach(vote -> out.add(vote.voter()));
        Map<String, List<String>> couldFill = new TreeMap<>();
        for (String function : review.missing().keySet()) {
            couldFill.put(
                    function,
                    seen.apply(function).stream()
                            .filter(person -> !out.contains(person.sub())
                                    && Stream.of(round.release.contributors)
                                            .noneMatch(person.username()::equalsIgnoreCase))
                            .map(People.Seen::displayName)
                            .limit(MAX_NAMES)
                            .toList());
        }
        return couldFill;
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }

    private Map<String, Integer> seats(ReleaseEntity e) {
        return json.convertValue(read(e.quorum), new TypeReference<Map<String, Integer>>() {});
    }
}
