package dev.gatehouse.audit.report;

import dev.gatehouse.audit.report.DiagnosisReport.Band;
import dev.gatehouse.audit.report.DiagnosisReport.Disagreement;
import dev.gatehouse.audit.report.DiagnosisReport.LabelMetric;
import dev.gatehouse.audit.report.DiagnosisReport.LabelSide;
import dev.gatehouse.audit.report.DiagnosisReport.Labels;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Takes what would show fewer people than the minimum out of a diagnosis. */
final class DiagnosisDisclosure {
    private static final String NOTE =
            "Segments, bands of scores and kinds of labels with fewer rows than may be shown outside are withheld, and with them"
                    + " findings that name them.";

    private final DiagnosisReport report;
    private final int minimum;
    /** Findings that are about something withheld begin with, or hold, one of these. */
    private final List<String> silenced = new ArrayList<>();

    private DiagnosisDisclosure(DiagnosisReport report, int minimum) {
        this.report = report;
        this.minimum = minimum;
    }

    static DiagnosisReport of(DiagnosisReport report, int minimum) {
        return new DiagnosisDisclosure(report, minimum).report();
    }

    private DiagnosisReport report() {
        List<Segment> segments = segments();
        Labels labels = labels(report.labels());
        List<String> findings = report.findings().stream()
                .filter(finding -> silenced.stream().noneMatch(finding::contains))
                .toList();
        List<String> notes = new ArrayList<>(report.notes());
        boolean less = segments.size() < report.segments().size()
                || labels.bands().size() < report.labels().bands().size()
                || !silenced.isEmpty();
        if (less) {
            notes.add(NOTE);
        }
        return new DiagnosisReport(
                report.kind(),
                report.format(),
                findings,
                report.planDigest(),
                report.dataDigest(),
                report.referenceDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.metrics(),
                report.reweighting(),
                labels,
                segments,
                notes);
    }

    private boolean few(long rows) {
        return rows > 0 && rows < minimum;
    }

    /** A value that is withheld of one metric is withheld of all: they are about the same rows. */
    private List<Segment> segments() {
        Map<String, List<Segment>> columns = report.segments().stream().collect(Collectors.groupingBy(Segment::column));
        Set<String> withheld = new HashSet<>();
        columns.forEach((column, segments) -> {
            Map<String, Segment> values = segments.stream()
                    .collect(Collectors.toMap(Segment::value, segment -> segment, (one, other) -> one));
            Set<Segment> small = values.values().stream()
                    .filter(each -> few(each.referenceLabelled()) || few(each.currentLabelled()))
                    .collect(Collectors.toSet());
            completed(small, List.copyOf(values.values()), Segment::referenceLabelled, Segment::currentLabelled)
                    .forEach(each -> withheld.add(each.where()));
        });
        withheld.forEach(where -> silenced.add(where + ", "));
        return report.segments().stream()
                .filter(each -> !withheld.contains(each.where()))
                .toList();
    }

    /** What is withheld, and the next smallest while it could be had by subtraction from all rows of either window. */
    private <T> Set<T> completed(Set<T> small, List<T> all, ToLongFunction<T> reference, ToLongFunction<T> current) {
        Set<T> out = new HashSet<>(small);
        List<T> ascending = all.stream()
                .filter(each -> !small.contains(each))
                .sorted(Comparator.comparingLong(
                        each -> Math.min(reference.applyAsLong(each), current.applyAsLong(each))))
                .toList();
        for (T next : ascending) {
            if (out.isEmpty()
                    || out.size() > 1
                            && !few(out.stream().mapToLong(reference).sum())
                            && !few(out.stream().mapToLong(current).sum())) {
                break;
            }
            out.add(next);
        }
        return out;
    }

    private Labels labels(Labels labels) {
        LabelSide reference = side(labels.reference(), report.rows().reference());
        LabelSide current = side(labels.current(), report.rows().current());
        boolean confirmed = current.confirmedShare() != null;
        boolean confirmedBefore = reference.confirmedShare() != null;
        if (!confirmed && labels.current().confirmedShare() != null) {
            silenced.add(DiagnosisReport.ON_CONFIRMED);
        }
        Disagreement disagreement = labels.disagreement();
        if (disagreement != null && (few(disagreement.referenceRows()) || few(disagreement.currentRows()))) {
            disagreement = null;
            silenced.add(DiagnosisReport.WITH_BOTH_LABELS);
        }
        return new Labels(
                reference,
                current,
                labels.coverageChange(),
                bands(labels.bands()),
                labels.unevenP(),
                labels.metrics().stream()
                        .map(each -> new LabelMetric(
                                each.metric(),
                                each.represented(),
                                each.choice(),
                                confirmed ? each.confirmed() : null,
                                confirmed ? each.weak() : null,
                                confirmedBefore ? each.referenceConfirmed() : null))
                        .toList(),
                disagreement);
    }

    /** Confirmed and weak labels add up to all, so that few of either withhold both. */
    private LabelSide side(LabelSide side, Samples.Side rows) {
        long labelled = rows.labelled() == null ? 0 : rows.labelled();
        Estimate share = side.confirmedShare();
        long confirmed = share == null || !share.isDefined() ? 0 : Math.round(share.value() * labelled);
        return new LabelSide(
                side.coverage(),
                few(confirmed) || few(labelled - confirmed) ? null : share,
                side.delay() == null || few(side.delay().rows()) ? null : side.delay());
    }

    /** The least and the greatest score of all are those of single people. */
    private List<Band> bands(List<Band> bands) {
        Set<Band> small = bands.stream()
                .filter(band -> few(band.referenceRows())
                        || few(band.currentRows())
                        || few(labelled(band.reference(), band.referenceRows()))
                        || few(labelled(band.current(), band.currentRows())))
                .collect(Collectors.toSet());
        Set<Band> withheld = completed(small, bands, Band::referenceRows, Band::currentRows);
        List<Band> shown = new ArrayList<>();
        for (int i = 0; i < bands.size(); i++) {
            Band band = bands.get(i);
            if (!withheld.contains(band)) {
                shown.add(new Band(
                        i == 0 ? null : band.from(),
                        i == bands.size() - 1 ? null : band.to(),
                        band.decision(),
                        band.referenceRows(),
                        band.currentRows(),
                        band.reference(),
                        band.current(),
                        band.p()));
            }
        }
        return shown;
    }

    private static long labelled(Estimate share, long rows) {
        return share.isDefined() ? Math.round(share.value() * rows) : 0;
    }
}
