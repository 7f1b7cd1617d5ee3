package dev.gatehouse.risk;

import dev.gatehouse.risk.Assessment.FactorScore;
import dev.gatehouse.risk.Assessment.Score;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

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

    /** The score, with the facts that lines worth more than their factor's least still wait for, by factor. */
    record Reading(Score score, Tier tierAtMost, List<Waiting> waiting) {}

    record Waiting(String factor, SortedSet<Condition.Reference> facts) {}

    Reading read(String pack, FactValues facts) {
        List<FactorScore> scores = new ArrayList<>();
        List<Waiting> waiting = new ArrayList<>();
        int least = 0;
        int most = 0;
        int maximum = 0;
        for (Factor factor : factors) {
            int sure = 0;
            int possible = 0;
            SortedSet<Condition.Reference> open = new TreeSet<>();
            // From the most points down: below a line that is true nothing can add.
            List<Integer> points = new ArrayList<>(factor.lines().keySet());
            for (int i = points.size() - 1; i >= 0 && sure == 0; i--) {
                Condition.Outcome outcome = factor.lines().get(points.get(i)).evaluate(facts);
                if (outcome.truth() == Condition.Truth.TRUE) {
                    sure = points.get(i);
                    possible = Math.max(possible, sure);
                } else if (outcome.truth() == Condition.Truth.UNKNOWN) {
                    possible = Math.max(possible, points.get(i));
                    open.addAll(outcome.waitingFor());
                }
            }
            scores.add(new FactorScore(factor.id(), factor.title(), sure, possible, factor.maximum()));
            if (!open.isEmpty()) {
                waiting.add(new Waiting(factor.id(), open));
            }
            least += sure;
            most += possible;
            maximum += factor.maximum();
        }
        Score score = new Score(pack, least, most, maximum, tierOf(least), scores);
        return new Reading(score, tierOf(most), waiting);
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
