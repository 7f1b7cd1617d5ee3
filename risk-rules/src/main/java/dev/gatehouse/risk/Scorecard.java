package dev.gatehouse.risk;

import dev.gatehouse.risk.Assessment.FactorScore;
import dev.gatehouse.risk.Assessment.Score;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Points per factor, summed and compared with the least points of each tier. A factor is worth the most points of any of its
 * lines that is true, and none when no line is. While facts are missing it has a least (lines that are true) and a most (lines
 * that are true or may become so).
 */
record Scorecard(
        String citation,
        Certainty certainty,
        LocalDate effectiveFrom,
        List<Factor> factors,
        int mediumFrom,
        int highFrom) {

    /** Most points of one line. */
    static final int MAX_POINTS = 100;

    record Factor(String id, String title, SortedMap<Integer, Condition> lines) {
        int maximum() {
            return lines.lastKey();
        }
    }

    /** The score, the strictest tier that it may still give, and the factors that wait for facts. */
    record Reading(Score score, Tier tierAtMost, List<Waiting> waiting) {}

    /** A factor that waits, with every number of points that it may come to. */
    record Waiting(String factor, SortedSet<Condition.Reference> facts, SortedSet<Integer> possible) {}

    Reading read(String pack, Situation situation) {
        List<FactorScore> scores = new ArrayList<>();
        List<Waiting> waiting = new ArrayList<>();
        int least = 0;
        int most = 0;
        int maximum = 0;
        for (Factor factor : factors) {
            int sure = 0;
            SortedSet<Integer> possible = new TreeSet<>();
            SortedSet<Condition.Reference> open = new TreeSet<>();
            // From the most points down: below a line that is true nothing can add.
            List<Integer> points = new ArrayList<>(factor.lines().keySet());
            for (int i = points.size() - 1; i >= 0 && sure == 0; i--) {
                Condition.Outcome outcome = situation.ask(factor.lines().get(points.get(i)));
                if (outcome.truth() == Condition.Truth.TRUE) {
                    sure = points.get(i);
                } else if (outcome.truth() == Condition.Truth.UNKNOWN) {
                    possible.add(points.get(i));
                    open.addAll(outcome.waitingFor());
                }
            }
            possible.add(sure);
            scores.add(new FactorScore(factor.id(), factor.title(), sure, possible.last(), factor.maximum()));
            if (!open.isEmpty()) {
                waiting.add(new Waiting(factor.id(), open, possible));
            }
            least += sure;
            most += possible.last();
            maximum += factor.maximum();
        }
        Score score = new Score(pack, least, most, maximum, tierOf(least), scores);
        return new Reading(score, tierOf(most), waiting);
    }

    /**
     * The waiting factors whose points would make a difference to a tier that is at least {@code floor}, for some points of
     * the others. When there is none, no combination of points makes a difference, since any two combinations can be
     * turned into each other by changing one factor at a time.
     */
    List<Waiting> deciding(Reading reading, Tier floor) {
        List<Waiting> deciding = new ArrayList<>();
        for (Waiting factor : reading.waiting()) {
            Set<Integer> sums = new TreeSet<>();
            sums.add(reading.score().points() - factor.possible().first());
            for (Waiting other : reading.waiting()) {
                if (!other.equals(factor)) {
                    sums = sums.stream()
                            .flatMap(sum -> other.possible().stream()
                                    .map(points -> sum - other.possible().first() + points))
                            .collect(Collectors.toCollection(TreeSet::new));
                }
            }
            boolean decides = sums.stream()
                    .anyMatch(sum -> tierOf(sum + factor.possible().first()).strictest(floor)
                            != tierOf(sum + factor.possible().last()).strictest(floor));
            if (decides) {
                deciding.add(factor);
            }
        }
        return deciding;
    }

    Tier tierOf(int points) {
        if (points >= highFrom) {
            return Tier.HIGH;
        }
        return points >= mediumFrom ? Tier.MEDIUM : Tier.LOW;
    }

    SortedSet<Condition.Reference> references() {
        SortedSet<Condition.Reference> references = new TreeSet<>();
        factors.forEach(
                factor -> factor.lines().values().forEach(condition -> references.addAll(condition.references())));
        return references;
    }
}
