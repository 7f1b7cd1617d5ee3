package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.performance.Measured;
import dev.gatehouse.audit.performance.Windows;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Tests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which segments moved, and what that adds to the whole change. A metric that is a ratio of sums over rows is a mean of the segments'
 * own, weighted by their shares of the denominator; its change is the sum over segments of a part within (own change by mean share)
 * and a part of the mix (change of share by how far the segment lies from the whole, both as means of the windows), after Kitagawa
 * (Journal of the American Statistical Association 50, 1955, 1168–1194). Intervals of the parts are normal, by the influence of each
 * row; those of a segment's change are put together from the metric's own intervals by MOVER.
 */
final class Segments {
    private final DiagnosisPlan plan;
    private final PerformanceCells cells;
    private final Windows windows;
    private final double z;

    /** A value of a column, by the places of its segments; −1 where a window has none. */
    private record Place(String column, String value, int reference, int current) {}

    Segments(DiagnosisPlan plan, PerformanceCells cells, Windows windows, double z) {
        this.plan = plan;
        this.cells = cells;
        this.windows = windows;
        this.z = z;
    }

    /** By the plan's metrics, then those that moved beyond chance, by what they add. */
    List<Segment> of(List<PerformanceMetric> metrics) {
        Map<PerformanceMetric, List<Segment>> found = new EnumMap<>(PerformanceMetric.class);
        metrics.forEach(metric -> found.put(metric, new ArrayList<>()));
        for (Place place : places()) {
            Map<PerformanceMetric, Measured> before = windows.measure(part(place.reference()), cell -> true);
            Map<PerformanceMetric, Measured> after = windows.measure(part(place.current()), cell -> true);
            int[] inside = {places(place.reference()), places(place.current())};
            Outcomes[] all = {split(place, true), split(place, false)};
            for (PerformanceMetric metric : metrics) {
                Estimate[] parts = Influence.isRatio(metric) ? parts(metric, inside, all) : null;
                found.get(metric).add(segment(place, metric, before.get(metric), after.get(metric), parts));
            }
        }
        return metrics.stream()
                .flatMap(metric -> sorted(holm(found.get(metric))).stream())
                .toList();
    }

    private List<Place> places() {
        Map<String, Place> places = new LinkedHashMap<>();
        for (int i = 0; i < cells.segments().size(); i++) {
            PerformanceCells.Segment segment = cells.segments().get(i);
            int index = i;
            boolean reference = segment.reference();
            places.compute(
                    plan.segments().indexOf(segment.column()) + segment.value(),
                    (key, place) -> new Place(
                            segment.column(),
                            segment.value(),
                            reference ? index : place == null ? -1 : place.reference(),
                            reference ? place == null ? -1 : place.current() : index));
        }
        return List.copyOf(places.values());
    }

    private List<Cell> part(int index) {
        return index < 0 ? List.of() : windows.segment(index);
    }

    /** How many places the segment's labelled rows take. */
    private int places(int index) {
        return (int) part(index).stream().filter(cell -> cell.label() >= 0).count();
    }

    private Segment segment(Place place, PerformanceMetric metric, Measured before, Measured after, Estimate[] parts) {
        Measured change = before.change(after);
        String lack = before.lack(plan.minimumRows(), z);
        lack = lack != null ? "in the reference " + lack : after.lack(plan.minimumRows(), z);
        return new Segment(
                place.column(),
                place.value(),
                metric.id(),
                labelled(part(place.reference())),
                labelled(part(place.current())),
                before.estimate(z),
                after.estimate(z),
                change.estimate(z),
                lack == null ? change.estimator().pAgainst(0) : null,
                null,
                parts == null ? null : parts[0],
                parts == null ? null : parts[1],
                lack);
    }

    private static long labelled(List<Cell> some) {
        return some.stream()
                .filter(cell -> cell.label() >= 0)
                .mapToLong(Cell::n)
                .sum();
    }

    /** A window's ratio within a segment and overall, and the influence of each row on them. */
    private record Share(double share, double own, double whole, double[] ofShare, double[] ofOwn, double[] ofWhole) {
        /** Null where the whole is undefined; a segment without rows that count has the whole's value. */
        static Share of(PerformanceMetric metric, int inside, Outcomes all) {
            double[] above = Influence.above(metric, all);
            double[] below = Influence.below(metric, all);
            double[] sums = new double[4];
            for (int i = 0; i < all.size(); i++) {
                int at = i < inside ? 0 : 2;
                sums[at] += all.rows()[i] * above[i];
                sums[at + 1] += all.rows()[i] * below[i];
            }
            double denominator = sums[1] + sums[3];
            if (!(denominator > 0)) {
                return null;
            }
            double whole = (sums[0] + sums[2]) / denominator;
            double own = sums[1] > 0 ? sums[0] / sums[1] : whole;
            double share = sums[1] / denominator;
            double[][] each = new double[3][all.size()];
            for (int i = 0; i < all.size(); i++) {
                boolean in = i < inside;
                each[0][i] = below[i] * ((in ? 1 : 0) - share) / denominator;
                each[1][i] = in && sums[1] > 0 ? (above[i] - own * below[i]) / sums[1] : 0;
                each[2][i] = (above[i] - whole * below[i]) / denominator;
            }
            return new Share(share, own, whole, each[0], each[1], each[2]);
        }
    }

    /** Within and mix. */
    private Estimate[] parts(PerformanceMetric metric, int[] inside, Outcomes[] all) {
        Share before = Share.of(metric, inside[0], all[0]);
        Share after = Share.of(metric, inside[1], all[1]);
        if (before == null || after == null) {
            return null;
        }
        double meanShare = (before.share() + after.share()) / 2;
        double moved = after.own() - before.own();
        double far = (before.own() + after.own() - before.whole() - after.whole()) / 2;
        double shifted = after.share() - before.share();
        double[] variances = new double[2];
        for (int window = 0; window < 2; window++) {
            Share of = window == 0 ? before : after;
            double sign = window == 0 ? -1 : 1;
            double[] within = IntStream.range(0, all[window].size())
                    .mapToDouble(i -> of.ofShare()[i] * moved / 2 + sign * meanShare * of.ofOwn()[i])
                    .toArray();
            double[] mix = IntStream.range(0, all[window].size())
                    .mapToDouble(i -> sign * of.ofShare()[i] * far + shifted * (of.ofOwn()[i] - of.ofWhole()[i]) / 2)
                    .toArray();
            variances[0] += Influence.variance(all[window], within);
            variances[1] += Influence.variance(all[window], mix);
        }
        return new Estimate[] {
            Influence.estimate(meanShare * moved, variances[0], z), Influence.estimate(shifted * far, variances[1], z)
        };
    }

    /** All labelled rows of a window, those of the segment first. */
    private Outcomes split(Place place, boolean reference) {
        int own = reference ? place.reference() : place.current();
        List<Cell> all = new ArrayList<>(part(own));
        for (int i = 0; i < cells.segments().size(); i++) {
            PerformanceCells.Segment other = cells.segments().get(i);
            if (i != own && other.reference() == reference && other.column().equals(place.column())) {
                all.addAll(windows.segment(i));
            }
        }
        return Outcomes.of(cells, all);
    }

    private static List<Segment> holm(List<Segment> segments) {
        double[] adjusted = Tests.holm(segments.stream()
                .filter(each -> each.p() != null)
                .mapToDouble(Segment::p)
                .toArray());
        List<Segment> all = new ArrayList<>();
        int next = 0;
        for (Segment s : segments) {
            all.add(
                    s.p() == null
                            ? s
                            : new Segment(
                                    s.column(),
                                    s.value(),
                                    s.metric(),
                                    s.referenceLabelled(),
                                    s.currentLabelled(),
                                    s.reference(),
                                    s.current(),
                                    s.change(),
                                    s.p(),
                                    adjusted[next++],
                                    s.within(),
                                    s.mix(),
                                    null));
        }
        return all;
    }

    private List<Segment> sorted(List<Segment> segments) {
        double alpha = 1 - plan.confidence().doubleValue();
        List<Segment> sorted = new ArrayList<>(segments);
        sorted.sort(Comparator.comparing((Segment each) -> each.pHolm() == null || each.pHolm() > alpha)
                .thenComparing(each -> each.pHolm() == null)
                .thenComparing(each -> -moved(each))
                .thenComparing(Segment::column)
                .thenComparing(Segment::value));
        return sorted;
    }

    /** What the segment adds to the whole change; the size of its own change where that is not known. */
    static double moved(Segment segment) {
        if (segment.within() != null) {
            return Math.abs(segment.within().value() + segment.mix().value());
        }
        return segment.change().isDefined() ? Math.abs(segment.change().value()) : 0;
    }
}
