package dev.gatehouse.audit.explain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.ranking.NaturalRanking;

/** Columns of different features that go together, told by Spearman's rank correlation: permuting one makes rows that do not occur. */
final class Alike {
    /** From this size on a correlation is told. */
    static final double LEAST_CORRELATION = 0.7;

    /** With more columns their pairs are not looked at. */
    static final int MOST_COLUMNS = 300;

    private static final int MOST_NAMED = 5;

    private record Pair(String first, String second, double correlation) {}

    private Alike() {}

    /** A note that names the pairs that go together most; empty when none does. */
    static Optional<String> note(LabelledRows rows, List<Unit> units) {
        if (rows.columns().size() > MOST_COLUMNS) {
            return Optional.of(
                    "Explanations: whether features go together was not looked at, since there are more than "
                            + MOST_COLUMNS + " columns.");
        }
        double[][] ranks = new double[rows.columns().size()][];
        for (int column = 0; column < ranks.length; column++) {
            ranks[column] = standardisedRanks(rows, column);
        }
        List<Pair> pairs = new ArrayList<>();
        for (int first = 0; first < units.size(); first++) {
            for (int second = first + 1; second < units.size(); second++) {
                pair(units.get(first), units.get(second), ranks).ifPresent(pairs::add);
            }
        }
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        pairs.sort(Comparator.comparingDouble((Pair pair) -> -Math.abs(pair.correlation())));
        StringBuilder note =
                new StringBuilder("Explanations: features that go together share their importance or hide it,"
                        + " since each says what the other does: ");
        pairs.stream()
                .limit(MOST_NAMED)
                .forEach(pair -> note.append(pair.first())
                        .append(" and ")
                        .append(pair.second())
                        .append(" (rank correlation ")
                        .append(BigDecimal.valueOf(pair.correlation())
                                .setScale(2, RoundingMode.HALF_EVEN)
                                .toPlainString()
                                .replace('-', '−'))
                        .append("), "));
        note.setLength(note.length() - 2);
        if (pairs.size() > MOST_NAMED) {
            note.append(", and ").append(pairs.size() - MOST_NAMED).append(" more pairs");
        }
        return Optional.of(
                note.append(". The plan can name such features under together.").toString());
    }

    /** The correlation of two units' columns that is the largest in size, if it is large. */
    private static Optional<Pair> pair(Unit first, Unit second, double[][] ranks) {
        double largest = 0;
        for (int one : first.columns()) {
            for (int other : second.columns()) {
                double correlation = 0;
                for (int row = 0; row < ranks[one].length; row++) {
                    correlation += ranks[one][row] * ranks[other][row];
                }
                largest = Math.abs(correlation) > Math.abs(largest) ? correlation : largest;
            }
        }
        return Math.abs(largest) >= LEAST_CORRELATION
                ? Optional.of(new Pair(first.name(), second.name(), largest))
                : Optional.empty();
    }

    /** Ranks, ties at their mean, less their mean and of length 1; all 0 where the column does not vary. */
    private static double[] standardisedRanks(LabelledRows rows, int column) {
        double[] ranks = new double[rows.size()];
        for (int row = 0; row < ranks.length; row++) {
            ranks[row] = rows.inputs()[row][column];
        }
        ranks = new NaturalRanking().apply(ranks);
        double mean = (ranks.length + 1) / 2.0;
        double squares = 0;
        for (int row = 0; row < ranks.length; row++) {
            ranks[row] -= mean;
            squares += ranks[row] * ranks[row];
        }
        for (int row = 0; row < ranks.length && squares > 0; row++) {
            ranks[row] /= Math.sqrt(squares);
        }
        return ranks;
    }
}
