package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DiagnosisReport.Carrier;
import dev.gatehouse.audit.report.DiagnosisReport.Change;
import dev.gatehouse.audit.report.DiagnosisReport.LabelMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Labels;
import dev.gatehouse.audit.report.DiagnosisReport.Reweighting;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import dev.gatehouse.audit.report.DiagnosisReport.Split;
import dev.gatehouse.audit.report.Estimate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in sentences what the figures of a diagnosis say. */
final class Findings {
    /** Of the plan's first metric; of the others one. */
    private static final int MOST_SEGMENTS = 3;

    private static final int MOST_CARRIERS = 5;
    private static final int PLACES = 3;

    private static final Map<PerformanceMetric, String> NAMES = Map.of(
            PerformanceMetric.FPR, "false positive rate",
            PerformanceMetric.FNR, "false negative rate",
            PerformanceMetric.NPV, "negative predictive value",
            PerformanceMetric.F1, "F1",
            PerformanceMetric.AUC, "AUC",
            PerformanceMetric.LOG_LOSS, "log loss",
            PerformanceMetric.BRIER, "Brier score");

    private final DiagnosisPlan plan;
    private final double alpha;
    private final List<String> all = new ArrayList<>();

    private Findings(DiagnosisPlan plan) {
        this.plan = plan;
        this.alpha = 1 - plan.confidence().doubleValue();
    }

    static List<String> of(
            DiagnosisPlan plan, List<Change> changes, Reweighting reweighting, Labels labels, List<Segment> segments) {
        Findings findings = new Findings(plan);
        changes.forEach(findings::change);
        findings.inputs(reweighting);
        findings.labels(labels);
        if (!segments.isEmpty()) {
            plan.metrics().forEach(metric -> findings.segments(metric, segments));
        }
        return findings.all;
    }

    static String name(String id) {
        return PerformanceMetric.byId(id).map(NAMES::get).orElse(id.replace('_', ' '));
    }

    private void change(Change change) {
        String name = capital(name(change.metric()));
        if (!change.change().isDefined()) {
            all.add(name + " cannot be compared: " + change.change().undefined() + ".");
            return;
        }
        String values = number(change.reference().value()) + " to "
                + number(change.current().value()) + " (" + signed(change.change()) + ")";
        boolean moved = isBeyondZero(change.change());
        String told = moved
                ? name + (change.change().value() < 0 ? " fell from " : " rose from ") + values + "."
                : name + " went from " + values + ", which is within chance.";
        all.add(told + split(change.split(), moved));
    }

    private static String split(Split split, boolean moved) {
        if (split == null) {
            return "";
        }
        if (split.insufficient() != null) {
            return " How much of it goes with changed inputs cannot be told: " + split.insufficient() + ".";
        }
        boolean inputs = isBeyondZero(split.inputs());
        boolean relation = isBeyondZero(split.relation());
        if (!inputs && !relation) {
            return moved
                    ? " Neither changed inputs (" + signed(split.inputs())
                            + ") nor a changed relation of inputs and label (" + signed(split.relation())
                            + ") is beyond chance by itself."
                    : "";
        }
        String parts =
                signed(split.inputs()) + " goes with changed inputs" + (inputs ? "" : ", which is within chance,")
                        + " and " + signed(split.relation()) + " with a changed relation of inputs and label"
                        + (relation ? "" : ", which is within chance");
        return moved ? " Of this, " + parts + "." : " Even so, " + parts + ".";
    }

    private void inputs(Reweighting reweighting) {
        if (!reweighting.auc().isDefined()) {
            return;
        }
        String auc = interval(reweighting.auc());
        if (reweighting.auc().lower() == null
                || reweighting.auc().lower() <= 0.5
                || reweighting.auc().value() <= reweighting.chance()) {
            all.add("Inputs of the windows cannot be told apart beyond chance: the classifier's AUC is " + auc
                    + ", and chance alone gives up to " + number(reweighting.chance()) + ".");
            return;
        }
        all.add("Inputs have changed: a classifier tells the windows apart with an AUC of " + auc + ", most by "
                + reweighting.features().stream()
                        .limit(MOST_CARRIERS)
                        .map(Carrier::name)
                        .collect(Collectors.joining(", "))
                + ".");
    }

    private void labels(Labels labels) {
        Estimate change = labels.coverageChange();
        if (isBeyondZero(change)) {
            all.add("The share of rows with a label "
                    + (change.value() < 0 ? "fell" : "rose") + " from "
                    + number(labels.reference().coverage().value()) + " to "
                    + number(labels.current().coverage().value()) + " (" + signed(change) + ").");
        }
        if (labels.unevenP() != null && labels.unevenP() <= alpha) {
            all.add("Current labels are missing unevenly over "
                    + (plan.scoreColumn() == null ? "decisions" : "scores")
                    + ": the share of rows with a label is " + range(labels) + " by band.");
        }
        labels.metrics().stream()
                .filter(each -> isBeyondZero(each.choice()))
                .forEach(each -> all.add("Which current rows have a label moves " + name(each.metric()) + " by "
                        + signed(each.choice())
                        + ": with labelled rows standing for unlabelled ones of their score and decision it"
                        + " is " + interval(each.represented()) + "."));
        labels.metrics().forEach(this::confirmed);
        if (labels.disagreement() != null && labels.disagreement().current().isDefined()) {
            all.add(DiagnosisReport.WITH_BOTH_LABELS
                    + interval(labels.disagreement().current())
                    + " have a weak label that is not the final one"
                    + (labels.disagreement().reference().isDefined()
                            ? "; in the reference it was "
                                    + interval(labels.disagreement().reference())
                            : "")
                    + ".");
        }
    }

    /** Only where the intervals lie apart. */
    private void confirmed(LabelMetric metric) {
        Estimate confirmed = metric.confirmed();
        Estimate weak = metric.weak();
        if (isDefined(confirmed)
                && isDefined(weak)
                && (confirmed.lower() > weak.upper() || weak.lower() > confirmed.upper())) {
            all.add(capital(name(metric.metric())) + " of the current rows is " + interval(confirmed)
                    + DiagnosisReport.ON_CONFIRMED + interval(weak) + " on weak ones.");
        }
    }

    private static String range(Labels labels) {
        List<Double> shares = labels.bands().stream()
                .filter(band -> band.current().isDefined())
                .map(band -> band.current().value())
                .sorted()
                .toList();
        return number(shares.get(0)) + " to " + number(shares.get(shares.size() - 1));
    }

    private void segments(PerformanceMetric metric, List<Segment> segments) {
        List<Segment> ofMetric = segments.stream()
                .filter(each -> each.metric().equals(metric.id()))
                .toList();
        List<Segment> moved = ofMetric.stream()
                .filter(each -> each.pHolm() != null && each.pHolm() <= alpha)
                .toList();
        long tested = ofMetric.stream().filter(each -> each.pHolm() != null).count();
        if (moved.isEmpty() && metric == plan.metrics().get(0)) {
            all.add("In no segment did " + name(metric.id()) + " move beyond chance, of " + tested
                    + " that have enough rows.");
        }
        int most = metric == plan.metrics().get(0) ? MOST_SEGMENTS : 1;
        moved.stream().limit(most).forEach(this::segment);
        int more = moved.size() - most;
        if (more > 0) {
            all.add(capital(name(metric.id())) + " moved beyond chance in " + more
                    + (more == 1 ? " more segment." : " more segments."));
        }
    }

    private void segment(Segment segment) {
        String told = segment.where() + ", "
                + name(segment.metric()) + (segment.change().value() < 0 ? " fell from " : " rose from ")
                + number(segment.reference().value()) + " to "
                + number(segment.current().value()) + " (" + signed(segment.change()) + ").";
        if (segment.within() != null) {
            told += " To the whole change that adds " + signed(segment.within())
                    + (isBeyondZero(segment.mix()) ? ", and the segment's changed share " + signed(segment.mix()) : "")
                    + ".";
        }
        all.add(told);
    }

    private static boolean isDefined(Estimate estimate) {
        return estimate != null && estimate.isDefined() && estimate.lower() != null && estimate.upper() != null;
    }

    static boolean isBeyondZero(Estimate estimate) {
        return isDefined(estimate) && (estimate.lower() > 0 || estimate.upper() < 0);
    }

    private static String signed(Estimate estimate) {
        return (estimate.value() > 0 ? "+" : "") + interval(estimate);
    }

    private static String interval(Estimate estimate) {
        return estimate.lower() == null || estimate.upper() == null
                ? number(estimate.value())
                : number(estimate.value()) + " [" + number(estimate.lower()) + ", " + number(estimate.upper()) + "]";
    }

    private static String number(double value) {
        BigDecimal shown = BigDecimal.valueOf(value).setScale(PLACES, RoundingMode.HALF_EVEN);
        return (shown.signum() == 0 ? shown.abs() : shown).toPlainString().replace('-', '−');
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
