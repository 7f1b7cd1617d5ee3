package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One of the five numbers that matter, as the cover shows them: the two leading metrics, the lowest deciding ratio, the gates and the
 * open findings. What the content does not have is shown as 'not provided', never left out.
 *
 * @param value the number, or a dash
 * @param label what it is
 * @param detail its interval, group or rest
 * @param limit the limit it is held against; empty if there is none to name
 * @param tone the colour of its edge: pass, fail, warn or plain
 */
record Headline(String value, String label, String detail, String limit, String tone) {

    static List<Headline> five(CardContent content) {
        List<Metric> metrics = content.metrics().provided().orElse(List.of());
        List<Headline> five = new ArrayList<>();
        five.add(metric(metrics, 0, content.metrics(), "Leading metric"));
        five.add(metric(metrics, 1, content.metrics(), "Second metric"));
        five.add(lowestRatio(content));
        five.add(content.gates().provided().map(Headline::gates).orElseGet(() -> none("Gates", content.gates())));
        five.add(content.findings()
                .provided()
                .map(Headline::findings)
                .orElseGet(() -> none("Findings", content.findings())));
        return five;
    }

    private static Headline none(String label, Field<?> field) {
        return new Headline("–", label, Markup.absence(field), "", "plain");
    }

    private static Headline metric(List<Metric> metrics, int index, Field<?> field, String otherwise) {
        if (metrics.size() <= index) {
            return metrics.isEmpty() ? none(otherwise, field) : none(otherwise, Field.notProvided());
        }
        Metric metric = metrics.get(index);
        if (metric.estimate().value() == null) {
            return new Headline("–", metric.name(), Wording.value(metric.estimate(), null), "", "warn");
        }
        return new Headline(
                Wording.number(metric.estimate().value(), metric.limit()),
                metric.name(),
                metric.estimate().lower() == null ? "no interval" : Wording.interval(metric.estimate(), metric.limit()),
                Wording.limit(metric.limit()),
                tone(metric.verdict()));
    }

    private static Headline lowestRatio(CardContent content) {
        List<Comparison> ratios = deciding(content, Comparison.Kind.RATIO);
        if (ratios.isEmpty()) {
            boolean stated = content.comparisons() instanceof Field.NotApplicable;
            return none("Lowest impact ratio", stated ? content.comparisons() : Field.notProvided());
        }
        return ratios.stream()
                .filter(comparison -> comparison.estimate().value() != null)
                .min(Comparator.comparing(comparison -> comparison.estimate().value()))
                .map(lowest -> new Headline(
                        Wording.number(lowest.estimate().value(), lowest.limit()),
                        "Lowest impact ratio",
                        lowest.attribute() + ": " + lowest.group(),
                        Wording.limit(lowest.limit()),
                        tone(lowest.verdict())))
                .orElseGet(() -> new Headline("–", "Lowest impact ratio", "undefined in every group", "", "warn"));
    }

    /** Comparisons of one kind on which the audit rests; where none is marked as deciding, all of that kind. */
    static List<Comparison> deciding(CardContent content, Comparison.Kind kind) {
        List<Comparison> all = content.comparisons().provided().orElse(List.of()).stream()
                .filter(comparison -> comparison.kind() == kind)
                .toList();
        List<Comparison> deciding = all.stream().filter(Comparison::deciding).toList();
        return deciding.isEmpty() ? all : deciding;
    }

    private static Headline gates(List<Gate> gates) {
        long met =
                gates.stream().filter(gate -> gate.status() == Gate.Status.MET).count();
        long waived = gates.stream()
                .filter(gate -> gate.status() == Gate.Status.WAIVED)
                .count();
        long unmet = gates.size() - met - waived;
        String rest = unmet > 0 ? unmet + " unmet" : waived > 0 ? waived + " waived" : "all met";
        return new Headline(
                met + " of " + gates.size(), "Gates met", rest, "", unmet > 0 ? "fail" : waived > 0 ? "warn" : "pass");
    }

    private static Headline findings(List<Finding> findings) {
        List<Finding> open = findings.stream().filter(Finding::open).toList();
        String detail =
                open.isEmpty() ? findings.size() + " closed" : open.get(0).severity() + " first";
        return new Headline(String.valueOf(open.size()), "Open findings", detail, "", open.isEmpty() ? "pass" : "warn");
    }

    private static String tone(Verdict verdict) {
        if (verdict == null) {
            return "plain";
        }
        return verdict == Verdict.PASS ? "pass" : verdict == Verdict.FAIL ? "fail" : "warn";
    }
}
