package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import dev.gatehouse.audit.report.AuditReport.Bar;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.AuditReport.Curves;
import dev.gatehouse.audit.stat.Histogram;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Score distributions, in the same bars for every group, and calibration curves. */
final class Distributions {
    private final AuditPlan plan;
    private final Layout layout;
    private final double z;
    /** The edges of the bars, one more than there are bars. */
    private final double[] edges;
    /** By bin of the layout. */
    private final int[] barOfBin;

    /** @param all every row used */
    Distributions(AuditPlan plan, Layout layout, Tally all, double z) {
        this.plan = plan;
        this.layout = layout;
        this.z = z;
        long[] bins = layout.bins();
        this.barOfBin = new int[bins.length];
        if (!all.scored()) {
            this.edges = new double[0];
        } else if (layout.cells().grid().exact()) {
            this.edges = equal(all.histogram().values());
        } else {
            this.edges = wholeBins(bins);
        }
    }

    /** Null without a score. */
    Curves of(Tally tally) {
        if (!tally.scored()) {
            return null;
        }
        long[] rows = new long[Math.max(0, edges.length - 1)];
        for (int bin = 0; bin < barOfBin.length; bin++) {
            rows[barOfBin[bin]] += tally.rowsIn(bin);
        }
        List<Bar> bars = new ArrayList<>();
        for (int bar = 0; bar < rows.length; bar++) {
            bars.add(new Bar(edges[bar], edges[bar + 1], rows[bar]));
        }
        return new Curves(calibration(tally), bars);
    }

    private List<CalibrationBin> calibration(Tally tally) {
        if (plan.label() == null || plan.task() != Task.BINARY || tally.n() == 0) {
            return null;
        }
        Histogram scores = tally.histogram();
        if (!scores.withinUnit()) {
            return null;
        }
        return GroupMetrics.calibration(scores).bins().stream()
                .map(bin -> new CalibrationBin(
                        bin.from(),
                        bin.to(),
                        Math.max(1, Math.round(bin.n())),
                        bin.meanScore(),
                        Measure.ofRate(bin.observed(), "").estimate(z)))
                .toList();
    }

    /** Bars of equal width from the smallest value to the greatest; few values have a bar each at most. */
    private double[] equal(double[] values) {
        double least = values[0];
        double greatest = values[values.length - 1];
        if (values.length == 1) {
            return new double[] {least, greatest};
        }
        int bars = Math.min(Curves.MAX_BARS, values.length);
        double[] all = new double[bars + 1];
        for (int i = 0; i <= bars; i++) {
            all[i] = i == bars ? greatest : least + (greatest - least) * i / bars;
        }
        int bar = 0;
        for (int bin = 0; bin < values.length; bin++) {
            while (bar < bars - 1 && values[bin] >= all[bar + 1]) {
                bar++;
            }
            barOfBin[bin] = bar;
        }
        return all;
    }

    /** Bars of a whole number of the grid's bins, so that none is cut. */
    private double[] wholeBins(long[] bins) {
        long first = bins[0];
        long span = bins[bins.length - 1] - first + 1;
        long width = (span + Curves.MAX_BARS - 1) / Curves.MAX_BARS;
        int bars = (int) ((span + width - 1) / width);
        BigDecimal step = layout.cells().grid().step();
        double[] all = new double[bars + 1];
        for (int i = 0; i <= bars; i++) {
            all[i] = step.multiply(BigDecimal.valueOf(first + i * width)).doubleValue();
        }
        for (int bin = 0; bin < bins.length; bin++) {
            barOfBin[bin] = (int) ((bins[bin] - first) / width);
        }
        return all;
    }
}
