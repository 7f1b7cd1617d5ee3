package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.bundle.BundleVerifier.require;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.bundle.ReleaseRecord.CastVote;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.permit.Basis;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitVote;
import dev.gatehouse.approval.release.VoteDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether a permit, whose signature was checked, says what the dossier and the votes say. */
final class PermitEvidence {
    private final Permit permit;
    private final ReleaseRecord release;
    private final Dossier dossier;

    PermitEvidence(Permit permit, ReleaseRecord release, Dossier dossier) {
        this.permit = permit;
        this.release = release;
        this.dossier = dossier;
    }

    Map<String, BundleVerifier.Finding> checks() {
        Map<String, BundleVerifier.Finding> checks = BundleVerifier.ordered();
        checks.put("permit", this::content);
        checks.put("votes", this::votes);
        checks.put("conditions", this::conditions);
        return checks;
    }

    private String content() {
        JsonNode section = dossier.section(Section.RELEASE);
        same("basis", permit.basis().text(), Basis.BOARD.text());
        same("dossier", permit.dossierDigest(), dossier.digest());
        same("permit id", Optional.of(permit.permitId()), release.permit());
        for (String source : List.of("the dossier", "release.json")) {
            boolean ofDossier = source.startsWith("the");
            same("model in " + source, permit.model(), ofDossier ? text(section, "model") : release.model());
            same("version in " + source, permit.version(), ofDossier ? text(section, "version") : release.version());
            same(
                    "environment in " + source,
                    permit.environment(),
                    ofDossier ? text(section, "environment") : release.environment());
            same("route in " + source, permit.route(), ofDossier ? text(section, "route") : release.route());
        }
        same("artifact", permit.artifact(), new Digest(text(dossier.section(Section.ARTIFACT), "sha256")));
        same("tier", permit.tier().name(), text(dossier.section(Section.ASSESSMENT), "tier"));
        return "permit " + permit.permitId() + " is for " + permit.model() + "/" + permit.version() + " on route "
                + permit.route() + " in " + permit.environment() + ", artifact " + permit.artifact() + ", dossier "
                + permit.dossierDigest();
    }

    /** The quorum is the dossier's; the votes are those that permit and release tell alike. */
    private String votes() {
        List<String> signed =
                permit.votes().stream().map(PermitEvidence::line).sorted().toList();
        List<String> told = release.standingVotes().stream()
                .map(vote -> line(new PermitVote(vote.pseudonym(), vote.function(), vote.decision())))
                .sorted()
                .toList();
        require(
                signed.equals(told),
                "the permit names the votes " + signed + ", release.json those on this dossier " + told);
        Set<String> voters = permit.votes().stream().map(PermitVote::voter).collect(Collectors.toSet());
        require(voters.size() == permit.votes().size(), "one person has two votes on the permit");
        for (PermitVote vote : permit.votes()) {
            require(
                    vote.decision() != VoteDecision.REJECT && vote.decision() != VoteDecision.REQUEST_CHANGES,
                    "the vote for " + vote.function() + " is " + vote.decision().text() + ", which permits nothing");
        }
        Map<String, Integer> quorum = quorum();
        List<String> missing = new ArrayList<>();
        quorum.forEach((function, seats) -> {
            long filled = permit.votes().stream()
                    .filter(vote ->
                            vote.function().equals(function) && vote.decision().fillsSeat())
                    .count();
            if (filled < seats) {
                missing.add(function + " " + filled + " of " + seats);
            }
        });
        require(missing.isEmpty(), "the dossier's quorum is not filled: " + String.join(", ", missing));
        return permit.votes().size() + " votes fill the quorum of the dossier's tier: " + quorum;
    }

    private Map<String, Integer> quorum() {
        JsonNode seats = dossier.section(Section.ASSESSMENT).path("obligations").path("quorum");
        Map<String, Integer> quorum = new TreeMap<>();
        seats.properties()
                .forEach(seat -> quorum.put(seat.getKey(), seat.getValue().asInt()));
        require(
                !quorum.isEmpty() && quorum.values().stream().allMatch(count -> count > 0),
                "the dossier's assessment names no quorum");
        return quorum;
    }

    /** Taking a vote's conditions again must change nothing: the permit is at least as strict. */
    private String conditions() {
        Conditions permitted = permit.conditions();
        for (CastVote vote : release.standingVotes()) {
            if (vote.decision().fillsSeat()) {
                String segment = permitted.segment().orElse("");
                require(
                        vote.conditions()
                                .segment()
                                .filter(part -> !segment.contains(part))
                                .isEmpty(),
                        "the permit lacks the segment of the vote for " + vote.function());
                require(
                        withoutSegments(permitted)
                                .tighten(withoutSegments(vote.conditions()))
                                .equals(withoutSegments(permitted)),
                        "the permit is looser than the conditions of the vote for " + vote.function());
            }
        }
        return "the permit is at least as strict as the conditions of every vote";
    }

    /** Segments are joined into one text in a permit, so they are compared as texts. */
    private static Conditions withoutSegments(Conditions conditions) {
        return new Conditions(
                conditions.trafficCap(),
                conditions.expiresAt(),
                conditions.purposes(),
                conditions.callers(),
                Set.of(),
                conditions.humanReview());
    }

    private static String line(PermitVote vote) {
        return vote.function() + " " + vote.decision().text() + " by " + vote.voter();
    }

    private static void same(String what, Object permitted, Object elsewhere) {
        require(
                permitted.equals(elsewhere),
                "the permit's " + what + " differs: the permit says " + permitted + ", found is " + elsewhere);
    }

    private static String text(JsonNode object, String field) {
        JsonNode node = object.path(field);
        if (!node.isTextual()) {
            throw new InvalidDocumentException("the dossier has no " + field);
        }
        return node.textValue();
    }
}
