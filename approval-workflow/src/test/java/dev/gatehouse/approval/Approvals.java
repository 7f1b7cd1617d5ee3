package dev.gatehouse.approval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.gate.GateEvaluation;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.IssueOutcome;
import dev.gatehouse.approval.permit.PermitIssuer;
import dev.gatehouse.approval.permit.PermitTerms;
import dev.gatehouse.approval.permit.SignedPermit;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.release.Ballot;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.Quorum;
import dev.gatehouse.approval.release.Reconfirmation;
import dev.gatehouse.approval.release.Release;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.SubmitOutcome;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.approval.release.VoteOutcome;
import dev.gatehouse.approval.release.Voter;
import dev.gatehouse.approval.signing.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Fixtures that read like sentences: one credit model, its board and its release. */
public final class Approvals {
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    public static final Digest ARTIFACT = Digest.of("model".getBytes(UTF_8));
    public static final Digest DOSSIER = Digest.of("dossier".getBytes(UTF_8));
    public static final SigningKey KEY = SigningKey.generate();
    public static final Map<String, String> BOARD = Map.of(
            "priya", "product", "lars", "legal", "emeka", "ethics", "ines", "engineering", "viktor", "validation");
    public static final Quorum ONE_SEAT_EACH =
            new Quorum(Map.of("product", 1, "legal", 1, "ethics", 1, "engineering", 1, "validation", 1));
    public static final Release RELEASE = new Release(
            "release-1", "credit-default", "2", "production", "credit-default", "erin", Set.of("erin", "enzo"));

    private Approvals() {}

    public static ReleaseState.InReview submitted(Quorum quorum) {
        return ((SubmitOutcome.Submitted) new ReleaseState.Draft(RELEASE)
                        .submit("erin", DOSSIER, quorum, Conditions.none(), new GateEvaluation(List.of()), NOON))
                .state();
    }

    public static ReleaseState.InReview submitted() {
        return submitted(ONE_SEAT_EACH);
    }

    public static Voter person(String name) {
        return new Voter(name, Set.of(BOARD.getOrDefault(name, "none")), false);
    }

    public static Vote vote(String name, VoteDecision decision) {
        return vote(name, decision, Conditions.none());
    }

    public static Vote vote(String name, VoteDecision decision, Conditions conditions) {
        return new Vote(
                name,
                BOARD.getOrDefault(name, "legal"),
                decision,
                "I read the whole dossier.",
                conditions,
                decision == VoteDecision.REQUEST_CHANGES ? List.of("Say who reviews declined cases.") : List.of(),
                DOSSIER,
                NOON);
    }

    public static Vote approval(String name, Conditions conditions) {
        return conditions.kinds().isEmpty()
                ? vote(name, VoteDecision.APPROVE)
                : vote(name, VoteDecision.APPROVE_WITH_CONDITIONS, conditions);
    }

    public static ReleaseState cast(ReleaseState state, Vote vote) {
        return ((VoteOutcome.Accepted) Ballot.cast(state, person(vote.voter()), vote, 0)).state();
    }

    public static ReleaseState.Approved approvedUnder(Conditions conditions) {
        ReleaseState state = submitted();
        for (String name : List.of("priya", "lars", "emeka", "ines", "viktor")) {
            state = cast(state, approval(name, name.equals("lars") ? conditions : Conditions.none()));
        }
        return (ReleaseState.Approved) state;
    }

    public static Decision decisionUnder(Conditions conditions) {
        return ((Reconfirmation.Stands) approvedUnder(conditions).reconfirm(functionsNow(), DOSSIER)).decision();
    }

    public static Map<String, Set<String>> functionsNow() {
        return BOARD.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.of(entry.getValue())));
    }

    public static PermitTerms terms() {
        return new PermitTerms(
                UUID.fromString("6f1a7d9e-4e0c-4b3a-9b8e-0123456789ab"),
                ARTIFACT,
                Tier.HIGH,
                Binding.LOADED_BY_DIGEST,
                Binding.LOADED_BY_DIGEST,
                NOON,
                Duration.ofDays(180),
                Map.of("priya", "p-1", "lars", "p-2", "emeka", "p-3", "ines", "p-4", "viktor", "p-5"));
    }

    public static SignedPermit permitUnder(Conditions conditions) {
        return ((IssueOutcome.Issued) PermitIssuer.issue(decisionUnder(conditions), terms(), KEY, NOON)).permit();
    }

    public static JsonNode vectors(Class<?> test, String file) throws IOException {
        try (InputStream in = test.getResourceAsStream(file)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
