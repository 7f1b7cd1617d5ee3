package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.bundle.BundleVerifier.require;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.bundle.ReleaseRecord.CastVote;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.launch.LaunchPlan;
import dev.gatehouse.approval.launch.LaunchStep;
import dev.gatehouse.approval.permit.Basis;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitVote;
import dev.gatehouse.approval.release.VoteDecision;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
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
        checks.put("obligations", this::obligations);
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
        JsonNode seats = obligation().path("quorum");
        Map<String, Integer> quorum = new TreeMap<>();
        seats.properties()
                .forEach(seat -> quorum.put(seat.getKey(), seat.getValue().asInt()));
        require(
                !quorum.isEmpty() && quorum.values().stream().allMatch(count -> count > 0),
                "the dossier's assessment names no quorum");
        return quorum;
    }

    /**
     * The limits are put together anew, as the board's ballot does it: what was asked for with the limits of waivers, tightened by every vote
     * that fills a seat.
     */
    private String conditions() {
        Conditions together = asked();
        for (CastVote vote : release.standingVotes()) {
            together = vote.decision().fillsSeat() ? together.tighten(vote.conditions()) : together;
        }
        // Several segments are one conjunction in a permit.
        require(
                permit.isWithin(Conditions.fromJson(together.toJson())),
                "the permit admits more than was asked for and voted: it says "
                        + permit.conditions().toJson() + ", and together they come to " + together.toJson());
        return "the permit admits no more than what was asked for, the waivers and the conditions of every vote";
    }

    /** What was put before the board, waivers' limits included; for a step of a launch no more than the step. */
    private Conditions asked() {
        JsonNode requested = dossier.section(Section.RELEASE).path("requested");
        Conditions asked = requested.isObject() ? Conditions.fromJson(requested) : Conditions.none();
        step().ifPresent(step -> require(
                asked.tighten(step.limits()).trafficCap().equals(asked.trafficCap())
                        && step.segment()
                                .filter(part -> !asked.hasSegment(part))
                                .isEmpty(),
                "the dossier asks for more than the launch's step '" + step.name() + "' admits"));
        return asked;
    }

    private Optional<LaunchStep> step() {
        JsonNode launch = dossier.section(Section.RELEASE).path("launch");
        if (launch.isMissingNode()) {
            return Optional.empty();
        }
        List<LaunchStep> steps = LaunchPlan.fromJson(launch.path("steps")).steps();
        int index = launch.path("step").asInt(-1);
        require(index >= 0 && index < steps.size(), "the dossier's launch plan has no step " + index);
        return Optional.of(steps.get(index));
    }

    /** How long the permit lives, and what ties the artifact to what answers, are the tier's and the launch step's business. */
    private String obligations() {
        Period tier = period(text(obligation(), "permitValidity"));
        Instant longest = permit.notBefore().atZone(ZoneOffset.UTC).plus(tier).toInstant();
        Optional<Instant> longestOfStep = step().map(step -> permit.notBefore().plus(step.validity()));
        require(
                !permit.expiresAt().isAfter(longest),
                "the permit runs until " + permit.expiresAt() + "; the tier allows " + tier + ", until " + longest);
        require(
                longestOfStep.filter(permit.expiresAt()::isAfter).isEmpty(),
                "the permit runs until " + permit.expiresAt() + "; the launch's step ends at "
                        + longestOfStep.map(Instant::toString).orElse(""));
        Binding least = binding(text(obligation(), "minimumBinding"));
        same("binding", permit.binding(), binding(text(dossier.section(Section.ARTIFACT), "binding")));
        require(
                permit.binding().isAtLeast(least),
                "the permit binds the artifact as '" + permit.binding().text() + "'; the tier asks for '" + least.text()
                        + "'");
        return "the permit runs no longer than the tier" + (longestOfStep.isPresent() ? " and the launch's step" : "")
                + " allows and binds the artifact as '" + permit.binding().text() + "', at least as the tier asks";
    }

    private JsonNode obligation() {
        return dossier.section(Section.ASSESSMENT).path("obligations");
    }

    private static Period period(String text) {
        try {
            return Period.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidDocumentException("the dossier's permitValidity '" + text + "' is not a period", e);
        }
    }

    private static Binding binding(String text) {
        try {
            return Binding.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException("the dossier: " + e.getMessage(), e);
        }
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
