package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.cells.SplitCells;
import dev.gatehouse.audit.cells.SplitCells.OrderSide;
import dev.gatehouse.audit.plan.SplitCheck;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Duplicates;
import dev.gatehouse.audit.report.SplitsReport.Entities;
import dev.gatehouse.audit.report.SplitsReport.Identifier;
import dev.gatehouse.audit.report.SplitsReport.Moments;
import dev.gatehouse.audit.report.SplitsReport.Repeats;
import dev.gatehouse.audit.report.SplitsReport.Shared;
import dev.gatehouse.audit.report.SplitsReport.Time;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What both samples share: rows, entities, time; and features that name rows. */
final class Overlaps {
    /** From this correlation with the place or the time of the row on, a number follows it. */
    static final double FOLLOWS = 0.99;

    private final SplitsPlan plan;
    private final SplitCells cells;
    private final Judging judging;

    Overlaps(SplitsPlan plan, SplitCells cells, Judging judging) {
        this.plan = plan;
        this.cells = cells;
        this.judging = judging;
    }

    Duplicates duplicates() {
        SplitCells.Overlap overlap = cells.overlap();
        boolean labelled = plan.label() != null;
        return new Duplicates(
                repeats(overlap.training(), labelled),
                repeats(overlap.evaluation(), labelled),
                shared(overlap.whole()),
                shared(overlap.features()),
                overlap.training().rows() == 0
                        ? Estimate.undefined("there are no training rows")
                        : judging.estimate(Proportions.wilson(expected()), 0, 1),
                labelled ? overlap.contradicting() : null);
    }

    private static Repeats repeats(SplitCells.Repeats of, boolean labelled) {
        return new Repeats(of.rows(), of.distinct(), of.single(), of.features(), labelled ? of.contradicting() : null);
    }

    private static Shared shared(SplitCells.Shared of) {
        return new Shared(of.distinct(), of.training(), of.evaluation());
    }

    /**
     * The chance that a new row is among the training rows, by Good and Turing: one less the share of rows that occur once. Its
     * effective rows give the variance of Esty (Annals of Statistics 11, 1983, 905–912): (N₁ (1 − N₁/n) + 2 N₂) / n².
     */
    private Proportion expected() {
        SplitCells.Repeats training = cells.overlap().training();
        double rows = training.rows();
        long repeated = training.rows() - training.single();
        double share = repeated / rows;
        double variance = (training.single() * (1 - training.single() / rows) + 2.0 * training.pairs()) / rows / rows;
        boolean known = share > 0 && share < 1 && variance > 0;
        return new Proportion(repeated, training.rows(), known ? share * (1 - share) / variance : rows);
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        SplitCells.Overlap overlap = cells.overlap();
        long evaluation = overlap.evaluation().rows();
        String lack = lack(overlap.training().rows(), evaluation);
        boolean any = overlap.training().rows() > 0 && evaluation > 0;
        long whole = overlap.whole().evaluation();
        checks.add(share(
                SplitCheck.SHARED_ROW_SHARE,
                whole,
                evaluation,
                lack,
                whole + " of " + evaluation + " evaluation rows stand in the training rows too"
                        + (plan.label() == null ? "" : ", label and all")));
        Estimator excess = any ? Proportions.difference(Proportion.of(whole, evaluation), expected()) : null;
        checks.add(new Check(
                SplitCheck.SHARED_ROW_EXCESS.id(),
                whole,
                any ? judging.estimate(excess, -1, 1) : Estimate.undefined("a sample has no rows"),
                judging.estimated(SplitCheck.SHARED_ROW_EXCESS, excess, lack),
                any
                        ? percent(whole, evaluation)
                                + " of the evaluation rows stand in the training rows; "
                                + percent(
                                        overlap.training().rows()
                                                - overlap.training().single(),
                                        overlap.training().rows())
                                + " of the training rows have a twin among themselves, and about as many new rows would be"
                                + " found there without any copying"
                        : "a sample has no rows"));
        if (plan.label() != null) {
            checks.add(
                    share(
                            SplitCheck.CONTRADICTING_SHARE,
                            overlap.contradicting(),
                            overlap.labelled(),
                            lack,
                            overlap.contradicting() + " of " + overlap.labelled()
                                    + " labelled evaluation rows equal a training row in all features, which has another label"));
        }
        if (cells.entities() != null) {
            checks.add(entities());
        }
        if (cells.times() != null) {
            checks.add(time());
        }
        int ids = identifiers().size();
        checks.add(new Check(
                SplitCheck.ID_COLUMNS.id(),
                ids,
                Estimate.withoutInterval(ids),
                judging.counted(SplitCheck.ID_COLUMNS, ids, lack),
                ids + (ids == 1 ? " feature looks" : " features look") + " like an identifier or a row number"));
        return checks;
    }

    private String lack(long training, long evaluation) {
        if (Math.min(training, evaluation) >= plan.minimumRows()) {
            return null;
        }
        return "the smaller sample has " + Math.min(training, evaluation)
                + " rows that tell; the plan's minimum_rows is " + plan.minimumRows();
    }

    private Check share(SplitCheck check, long count, long rows, String lack, String detail) {
        boolean any = rows > 0;
        double share = any ? (double) count / rows : 0;
        return new Check(
                check.id(),
                count,
                any ? Estimate.withoutInterval(share) : Estimate.undefined("no evaluation row tells"),
                judging.counted(check, share, any ? lack : "no evaluation row tells"),
                detail);
    }

    private Check entities() {
        SplitCells.Entities found = cells.entities();
        long training = cells.overlap().training().rows() - found.trainingMissing();
        long evaluation = cells.overlap().evaluation().rows() - found.evaluationMissing();
        return share(
                SplitCheck.SHARED_ENTITY_SHARE,
                found.shared().evaluation(),
                evaluation,
                lack(training, evaluation),
                found.shared().distinct() + " of " + found.evaluation()
                        + " entities of the evaluation rows have training rows" + " too; they own "
                        + found.shared().evaluation() + " of " + evaluation + " evaluation rows");
    }

    private Check time() {
        SplitCells.Times times = cells.times();
        long late = times.evaluation().outOfOrder();
        return share(
                SplitCheck.TIME_OVERLAP_SHARE,
                late,
                times.evaluation().readable(),
                lack(times.training().readable(), times.evaluation().readable()),
                late + " of " + times.evaluation().readable() + " evaluation rows are from before the last training row"
                        + (times.gap().isZero() ? "" : " and the gap") + "; "
                        + times.training().outOfOrder() + " of "
                        + times.training().readable() + " training rows are from after the first evaluation row"
                        + (times.gap().isZero() ? "" : " less the gap"));
    }

    Entities entityCounts() {
        SplitCells.Entities found = cells.entities();
        return found == null
                ? null
                : new Entities(
                        found.training(),
                        found.trainingMissing(),
                        found.evaluation(),
                        found.evaluationMissing(),
                        shared(found.shared()));
    }

    Time timeTold() {
        SplitCells.Times times = cells.times();
        return times == null
                ? null
                : new Time(
                        times.gap().toSeconds(),
                        Duration.between(
                                        times.training().last(),
                                        times.evaluation().first())
                                .toSeconds(),
                        moments(times.training()),
                        moments(times.evaluation()));
    }

    private static Moments moments(SplitCells.Moments of) {
        return new Moments(
                of.readable(),
                of.missing(),
                of.unreadable(),
                of.first().toString(),
                of.last().toString(),
                of.outOfOrder());
    }

    List<Identifier> identifiers() {
        List<Identifier> found = new ArrayList<>();
        for (SplitCells.Order order : cells.orders()) {
            OrderSide before = order.training();
            OrderSide now = order.evaluation();
            List<String> signs = new ArrayList<>();
            boolean number = cells.cells().column(order.column()).kind() == Kind.NUMBER;
            if (isName(before, number) && isName(now, number)) {
                signs.add("all its values are different");
            }
            if (Math.max(before.values(), now.values()) >= plan.minimumRows()) {
                follows(signs, "the place of the row", before.row(), now.row());
                follows(signs, "the time of the row", before.time(), now.time());
            }
            if (!signs.isEmpty()) {
                found.add(new Identifier(
                        order.column(),
                        before.distinct(),
                        now.distinct(),
                        before.row(),
                        now.row(),
                        before.time(),
                        now.time(),
                        String.join(", and ", signs)));
            }
        }
        return found;
    }

    /** Whether a column names rows: measured numbers may all differ, whole numbers and texts hardly do. */
    private boolean isName(OrderSide side, boolean number) {
        return side.distinct() && side.values() >= plan.minimumRows() && (side.whole() || !number);
    }

    private static void follows(List<String> signs, String what, Double before, Double now) {
        double most = Math.max(before == null ? 0 : Math.abs(before), now == null ? 0 : Math.abs(now));
        if (most >= FOLLOWS) {
            signs.add("it follows " + what + " (correlation " + String.format(Locale.ROOT, "%.3f", most) + ")");
        }
    }

    private static String percent(long count, long of) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / of);
    }
}
