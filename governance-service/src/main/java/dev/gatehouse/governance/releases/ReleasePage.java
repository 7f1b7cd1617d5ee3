package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.launch.LaunchStep;
import dev.gatehouse.governance.pages.ConditionWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the page of a release shows.
 *
 * @param dossier null when the caller's roles do not include dossiers
 * @param requested the limits that are asked for, in words
 * @param difference null when no dossier came before
 * @param launch null for a launch at once
 * @param comments everything that was said; empty when the caller may not read dossiers
 * @param talk what the caller may say
 * @param form null when the caller is not of the board
 * @param done what the caller has just done: {@code vote}, {@code comment}, {@code answer}, {@code withdrawal}, or null
 */
record ReleasePage(
        ReleaseView release,
        DossierView dossier,
        List<String> requested,
        List<Seat> seats,
        List<VoteRow> votes,
        List<Answered> answered,
        DifferenceTable difference,
        Launch launch,
        List<Comment> comments,
        Talk talk,
        boolean mayDownloadEvidence,
        Standing.Answer standing,
        VoteForm form,
        String done) {

    /** Most rows of a difference that the page shows; the API has the rest. */
    static final int MAX_DIFFERENCES = 100;

    /** A seat of the quorum: {@code voters} hold it, {@code missing} is how many of it are empty. */
    record Seat(String function, int seats, int missing, String voters, String couldFill) {}

    /** A vote with its conditions in words. */
    record VoteRow(ReleaseView.CastVote vote, List<String> conditions) {}

    /** A change that was asked for, and what became of it. */
    record Answered(String change, boolean done, String text) {}

    /** The steps of a launch, and what the step before came to. */
    record Launch(List<Step> steps, List<Result> results) {}

    /** {@code state}: {@code taken}, {@code asked} (by this release) or {@code to come}. */
    record Step(
            int number,
            String name,
            String environment,
            List<String> limits,
            int validityDays,
            List<String> criteria,
            String state) {}

    record Result(String criterion, boolean met, String text) {}

    /** A difference by section. */
    record DifferenceTable(String because, int total, boolean cut, List<DifferenceSection> sections) {}

    record DifferenceSection(String section, List<Differences.Change> changes) {}

    /**
     * What the caller may say, and what they said that was not taken.
     *
     * @param faulty the form that was sent: {@code comment-PLACE} or {@code answer-ID}; empty when none was
     * @param typed its text
     * @param section what it was about
     * @param kind what it was to be
     * @param fault why it was not taken
     */
    record Talk(
            boolean mayWrite, boolean mayAsk, String faulty, String typed, String section, String kind, String fault) {

        /** Whether the comment form at that place of the page was sent and not taken. */
        public boolean commenting(String place) {
            return faulty.equals("comment-" + place);
        }

        /** Whether the answer to that comment was sent and not taken. */
        public boolean answering(UUID comment) {
            return faulty.equals("answer-" + comment);
        }
    }

    /** What is said about some sections, named with commas between them. */
    public List<Comment> about(String sections) {
        List<String> names = List.of(sections.split(","));
        return comments.stream().filter(c -> names.contains(c.section())).toList();
    }

    /** The sections that one place of the page speaks of, where they are several. */
    public List<String> riskSections() {
        return List.of("assessment", "facts");
    }

    public List<String> evidenceSections() {
        return List.of("evidence", "card");
    }

    public List<String> findingSections() {
        return List.of("findings", "waivers");
    }

    /** Questions that bar votes which fill a seat. */
    public List<Comment> openQuestions() {
        return comments.stream().filter(Comment::open).toList();
    }

    /** Whether something can still be said. */
    public boolean underReview() {
        return release.state().equals("InReview");
    }

    static List<Seat> seats(ReleaseView release) {
        List<Seat> seats = new ArrayList<>();
        new TreeMap<>(release.quorum()).forEach((function, number) -> {
            List<String> voters = release.votes().stream()
                    .filter(v -> !v.lapsed()
                            && v.function().equals(function)
                            && v.decision().startsWith("approve"))
                    .map(ReleaseView.CastVote::voter)
                    .toList();
            seats.add(new Seat(
                    function,
                    number,
                    release.missing().getOrDefault(function, 0),
                    String.join(", ", voters),
                    release.couldFill() == null
                            ? ""
                            : String.join(", ", release.couldFill().getOrDefault(function, List.of()))));
        });
        return seats;
    }

    static List<Answered> answered(ReleaseView release) {
        List<Answered> answered = new ArrayList<>();
        for (JsonNode a : release.answers()) {
            answered.add(new Answered(
                    a.path("change").asText(),
                    a.path("done").asBoolean(),
                    a.path("text").asText()));
        }
        return answered;
    }

    static DifferenceTable table(Optional<Differences.Difference> found) {
        if (found.isEmpty()) {
            return null;
        }
        Differences.Difference difference = found.get();
        Map<String, List<Differences.Change>> bySection = new LinkedHashMap<>();
        difference.changes().stream()
                .limit(MAX_DIFFERENCES)
                .forEach(c -> bySection
                        .computeIfAbsent(c.section(), s -> new ArrayList<>())
                        .add(c));
        return new DifferenceTable(
                difference.because(),
                difference.changes().size(),
                difference.changes().size() > MAX_DIFFERENCES || !difference.complete(),
                bySection.entrySet().stream()
                        .map(e -> new DifferenceSection(e.getKey(), e.getValue()))
                        .toList());
    }

    static Launch launch(ReleaseView release) {
        if (release.launch() == null) {
            return null;
        }
        LaunchProgress progress = LaunchProgress.fromJson(release.launch());
        List<Step> steps = new ArrayList<>();
        for (LaunchStep step : progress.plan().steps()) {
            int at = steps.size();
            steps.add(new Step(
                    at + 1,
                    step.name(),
                    step.environment(),
                    ConditionWords.of(step.limits()),
                    step.validityDays(),
                    step.exitCriteria(),
                    at < progress.index() ? "taken" : at == progress.index() ? "asked" : "to come"));
        }
        List<Result> results = new ArrayList<>();
        progress.previous()
                .ifPresent(taken -> taken.path("results")
                        .forEach(r -> results.add(new Result(
                                r.path("criterion").asText(),
                                r.path("met").asBoolean(),
                                r.path("text").asText()))));
        return new Launch(steps, results);
    }
}
