package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.performance.Measured;
import dev.gatehouse.audit.performance.Windows;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Band;
import dev.gatehouse.audit.report.DiagnosisReport.Disagreement;
import dev.gatehouse.audit.report.DiagnosisReport.LabelMetric;
import dev.gatehouse.audit.report.DiagnosisReport.LabelSide;
import dev.gatehouse.audit.report.DiagnosisReport.Labels;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Tests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What is known of labels in both windows: how many there are, where they are missing, how late they came, and what weak ones do.
 *
 * <p>Labels that are missing by score are put right by letting the labelled rows of a band of scores and of a decision stand for the
 * unlabelled ones there (post-stratification; Little and Rubin, Statistical Analysis with Missing Data, 2002, section 3.3). That holds
 * while labels are missing at random within it. The intervals take the bands' sizes as given.
 */
final class Labelling {
    /** Bands that scores are cut in, by tenths of the rows of both windows. */
    static final int BANDS = 10;

    private static final String NO_ROWS = "there are no rows";

    private final DiagnosisPlan plan;
    private final PerformanceCells cells;
    private final Windows windows;
    private final double z;
    private final List<Cell> reference;
    private final List<Cell> current;
    /** The least score of every band but the first, ascending; null without scores. */
    private final double[] cuts;

    Labelling(DiagnosisPlan plan, PerformanceCells cells, Windows windows, double z) {
        this.plan = plan;
        this.cells = cells;
        this.windows = windows;
        this.z = z;
        this.reference = windows.of(true);
        this.current = windows.of(false);
        this.cuts = cells.grid() == null ? null : cuts();
    }

    /** @param disagreement null for none */
    Labels of(List<PerformanceMetric> metrics, Disagreement disagreement) {
        return new Labels(
                side(true),
                side(false),
                coverage(reference).change(coverage(current)).estimate(z),
                bands(),
                uneven(),
                metrics.stream().map(this::metric).toList(),
                disagreement);
    }

    private LabelSide side(boolean ofReference) {
        List<Cell> side = ofReference ? reference : current;
        long labelled = rows(side, true);
        return new LabelSide(
                coverage(side).estimate(z),
                plan.labelSource() == null
                        ? null
                        : Measured.rate(
                                        side.stream()
                                                .filter(cell -> cell.confirmed() == 1)
                                                .mapToLong(Cell::n)
                                                .sum(),
                                        labelled,
                                        "no row has a label")
                                .estimate(z),
                plan.labelTime() == null ? null : windows.delay(ofReference));
    }

    private static long rows(List<Cell> some, boolean labelledOnly) {
        return some.stream()
                .filter(cell -> !labelledOnly || cell.label() >= 0)
                .mapToLong(Cell::n)
                .sum();
    }

    private static Measured coverage(List<Cell> some) {
        return Measured.rate(rows(some, true), rows(some, false), NO_ROWS);
    }

    private double[] cuts() {
        List<Cell> all = new ArrayList<>(reference);
        all.addAll(current);
        all.sort(Comparator.comparingDouble(cells::binValue));
        long rows = rows(all, false);
        List<Double> cuts = new ArrayList<>();
        long below = 0;
        int next = 1;
        for (Cell cell : all) {
            double score = cells.binValue(cell);
            if (next < BANDS && below >= rows * (double) next / BANDS) {
                if (cuts.isEmpty() || cuts.get(cuts.size() - 1) < score) {
                    cuts.add(score);
                }
                while (next < BANDS && below >= rows * (double) next / BANDS) {
                    next++;
                }
            }
            below += cell.n();
        }
        return cuts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private int band(Cell cell) {
        if (cuts == null) {
            return cell.decision();
        }
        int at = Arrays.binarySearch(cuts, cells.binValue(cell));
        return at >= 0 ? at + 1 : -at - 1;
    }

    private int bandCount() {
        return cuts == null ? 2 : cuts.length + 1;
    }

    private List<Cell> in(List<Cell> some, int band) {
        return some.stream().filter(cell -> band(cell) == band).toList();
    }

    private List<Band> bands() {
        List<Band> bands = new ArrayList<>();
        for (int i = 0; i < bandCount(); i++) {
            List<Cell> before = in(reference, i);
            List<Cell> now = in(current, i);
            Measured change = coverage(before).change(coverage(now));
            double[] scores = cuts == null
                    ? null
                    : java.util.stream.Stream.concat(before.stream(), now.stream())
                            .mapToDouble(cells::binValue)
                            .sorted()
                            .toArray();
            boolean scored = scores != null && scores.length > 0;
            bands.add(new Band(
                    scored ? scores[0] : null,
                    scored ? scores[scores.length - 1] : null,
                    cuts == null ? i == 1 ? "positive" : "negative" : null,
                    rows(before, false),
                    rows(now, false),
                    coverage(before).estimate(z),
                    coverage(now).estimate(z),
                    change.isDefined() ? change.estimator().pAgainst(0) : null));
        }
        return holm(bands);
    }

    private static List<Band> holm(List<Band> bands) {
        double[] adjusted = Tests.holm(bands.stream()
                .filter(each -> each.p() != null)
                .mapToDouble(Band::p)
                .toArray());
        List<Band> all = new ArrayList<>();
        int next = 0;
        for (Band b : bands) {
            all.add(
                    b.p() == null
                            ? b
                            : new Band(
                                    b.from(),
                                    b.to(),
                                    b.decision(),
                                    b.referenceRows(),
                                    b.currentRows(),
                                    b.reference(),
                                    b.current(),
                                    adjusted[next++]));
        }
        return all;
    }

    /** Whether labels are missing by band in the current window. */
    private Double uneven() {
        long labelled = rows(current, true);
        if (labelled == 0 || labelled == rows(current, false)) {
            return null;
        }
        List<Proportion> shares = new ArrayList<>();
        for (int i = 0; i < bandCount(); i++) {
            List<Cell> band = in(current, i);
            if (!band.isEmpty()) {
                shares.add(Proportion.of(rows(band, true), rows(band, false)));
            }
        }
        return Tests.chiSquare(shares).p();
    }

    private LabelMetric metric(PerformanceMetric metric) {
        boolean sourced = plan.labelSource() != null;
        Estimate[] represented = represented(metric);
        return new LabelMetric(
                metric.id(),
                represented == null ? null : represented[0],
                represented == null ? null : represented[1],
                sourced ? of(current, metric, 1) : null,
                sourced ? of(current, metric, 0) : null,
                sourced ? of(reference, metric, 1) : null);
    }

    private Estimate of(List<Cell> some, PerformanceMetric metric, int confirmed) {
        Map<PerformanceMetric, Measured> measured = windows.measure(some, cell -> cell.confirmed() == confirmed);
        return measured.get(metric).estimate(z);
    }

    /** The share of the current rows in bands and decisions that have no label at all: nothing stands for them. */
    double unrepresented() {
        double[][] strata = strata();
        double lost = 0;
        for (double[] stratum : strata) {
            lost += stratum[1] == 0 ? stratum[0] : 0;
        }
        long all = rows(current, false);
        return all == 0 ? 0 : lost / all;
    }

    /** Rows and labelled rows by band and decision. */
    private double[][] strata() {
        double[][] strata = new double[2 * bandCount()][2];
        for (Cell cell : current) {
            double[] stratum = strata[2 * band(cell) + cell.decision()];
            stratum[0] += cell.n();
            stratum[1] += cell.label() >= 0 ? cell.n() : 0;
        }
        return strata;
    }

    /** The metric with labelled rows standing for unlabelled ones, and how far it is from the metric as it is. */
    private Estimate[] represented(PerformanceMetric metric) {
        long labelled = rows(current, true);
        if (labelled == 0 || labelled == rows(current, false)) {
            return null;
        }
        double[][] strata = strata();
        List<Cell> known = current.stream().filter(cell -> cell.label() >= 0).toList();
        Outcomes rows = Outcomes.of(cells, known);
        double[] weight = known.stream()
                .mapToDouble(cell -> {
                    double[] stratum = strata[2 * band(cell) + cell.decision()];
                    return stratum[0] / stratum[1];
                })
                .toArray();
        Influence weighted = Influence.of(metric, rows, weight);
        Influence plain = Influence.of(metric, rows, rows.even());
        if (weighted.undefined() != null) {
            return new Estimate[] {Estimate.undefined(weighted.undefined()), Estimate.undefined(weighted.undefined())};
        }
        double[] each = plain.minus(weighted);
        return new Estimate[] {
            Influence.estimate(weighted.value(), weighted.variance(rows), z),
            Influence.estimate(plain.value() - weighted.value(), Influence.variance(rows, each), z)
        };
    }

    /** Of samples of both windows. */
    static Disagreement disagreement(WindowSample reference, WindowSample current, double z) {
        long[] before = reference.disagreeing();
        long[] now = current.disagreeing();
        String none = "no row has both labels";
        Measured first = Measured.rate(before[1], before[0], none);
        Measured second = Measured.rate(now[1], now[0], none);
        return new Disagreement(
                before[0],
                now[0],
                first.estimate(z),
                second.estimate(z),
                first.change(second).estimate(z));
    }
}
