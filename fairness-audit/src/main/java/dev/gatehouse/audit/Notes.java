package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.plan.Profile;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Histogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a reader must know to read a report's figures right. */
final class Notes {
    private final List<String> notes = new ArrayList<>();
    private final AuditPlan plan;
    private final Tally all;

    private Notes(AuditPlan plan, Tally all) {
        this.plan = plan;
        this.all = all;
    }

    static List<String> of(
            AuditPlan plan,
            Layout layout,
            Tally all,
            AuditReport.Performance overall,
            List<Group> groups,
            List<Comparison> comparisons) {
        Notes notes = new Notes(plan, all);
        if (all.n() == 0) {
            notes.notes.add("No row could be used, so nothing is known.");
            return notes.notes;
        }
        notes.profile();
        notes.comparator();
        notes.leak(overall);
        notes.oneClass(layout);
        notes.groups(groups);
        notes.strata(comparisons);
        notes.scores(layout, overall);
        notes.weights();
        return notes.notes;
    }

    private void profile() {
        if (plan.profile() == Profile.NYC_LL144) {
            notes.add("NYC Local Law 144 (6 RCNY 5-300, 5-301): an impact ratio is a category's rate over the highest"
                    + " category's rate. The rule has no pass mark; a flag is the four-fifths rule of thumb, which is not"
                    + " the City's.");
        } else if (plan.profile() == Profile.CREDIT) {
            notes.add("The limits of the profile 'credit' are internal policy. No regulation sets them.");
        } else if (plan.profile() == Profile.EU_AI_ACT) {
            notes.add(
                    "Documentation under the EU AI Act (Art. 10(2)(f) and (g), Art. 15, Annex IV): the Act sets no pass"
                            + " mark.");
        } else if (plan.profile() == Profile.FOUR_FIFTHS) {
            notes.add(
                    "The four-fifths rule (29 CFR 1607.4(D)) is a point rule and shows as a flag; the verdict looks at the"
                            + " interval too.");
        }
    }

    private void comparator() {
        if (plan.reference() instanceof Reference.Best && plan.limits().isEmpty()) {
            notes.add("Every metric is compared with the group that has its highest value (metrics made of several: the"
                    + " highest selection rate).");
        } else if (plan.reference() instanceof Reference.Best) {
            notes.add(
                    "A metric with a limit is compared over every ordered pair of groups; any other with the group that has"
                            + " its highest value (of metrics made of several: the highest selection rate).");
        } else if (plan.reference() instanceof Reference.Majority) {
            notes.add("Groups are compared with the one that has the most rows.");
        } else if (plan.reference() instanceof Reference.Overall) {
            notes.add("Groups are compared with all rows, their own among them; the overlap is accounted for.");
        } else {
            notes.add(
                    "Groups are compared with those that the plan names; where it names none for an attribute, as with"
                            + " reference: best.");
        }
    }

    private void leak(AuditReport.Performance overall) {
        if (plan.label() == null || plan.task() == Task.REGRESSION) {
            Estimate rmse = overall.metric(GroupMetric.RMSE);
            if (rmse.isDefined() && rmse.value() == 0) {
                notes.add(
                        "Every prediction equals its label. A leak of the label into the data is more likely than that.");
            }
            return;
        }
        Estimate auc = overall.metric(GroupMetric.AUC);
        Estimate brier = overall.metric(GroupMetric.BRIER);
        if (brier.isDefined() && brier.value() == 0) {
            notes.add("Every score equals its label. A leak of the label into the score is more likely than that.");
        } else if (auc.isDefined() && (auc.value() == 1 || auc.value() == 0)) {
            notes.add("The score orders the labels perfectly" + (auc.value() == 0 ? ", in reverse" : "")
                    + ". A leak of the label into the score is more likely than that.");
        }
        Estimate accuracy = overall.metric(GroupMetric.ACCURACY);
        if (accuracy.isDefined() && accuracy.value() == 1) {
            notes.add(
                    "Every decision equals its label. A leak of the label into the decision is more likely than that.");
        }
    }

    private void oneClass(Layout layout) {
        if (plan.task() == Task.BINARY) {
            Confusion confusion = all.confusion(1);
            if (plan.label() != null && confusion.positives().rows() == 0) {
                notes.add("No label is positive: check label.positive. Metrics that need one are undefined.");
            } else if (plan.label() != null && confusion.negatives().rows() == 0) {
                notes.add("Every label is positive. Metrics that need a negative one are undefined.");
            }
            double selected = confusion
                    .rate(GroupMetric.SELECTION_RATE, Favourable.POSITIVE)
                    .value();
            if (selected == 0 || selected == 1) {
                notes.add(
                        selected == 0
                                ? "No decision is positive: check the decision's threshold or positive value."
                                : "Every decision is positive: check the decision's threshold or positive value.");
            }
        } else if (plan.task() == Task.MULTICLASS && layout.cells().classes().size() < 2) {
            notes.add("There is one class only, so nothing can be told apart.");
        }
    }

    private void groups(List<Group> groups) {
        Map<String, Integer> compared = new LinkedHashMap<>();
        long small = 0;
        long aside = 0;
        long whole = 0;
        for (Group group : groups) {
            if (group.outcome() != null) {
                continue;
            }
            whole++;
            aside += group.notCompared() == null ? 0 : 1;
            small += group.notCompared() == null && group.n() < plan.minimumGroup() ? 1 : 0;
            if (group.attributes().size() == 1) {
                compared.merge(
                        group.attributes().keySet().iterator().next(),
                        group.notCompared() == null ? 1 : 0,
                        Integer::sum);
            }
        }
        compared.forEach((attribute, number) -> {
            if (number < 2) {
                notes.add("'" + attribute + "' has " + (number == 0 ? "no group" : "one group")
                        + " to compare, so nothing is compared by it alone.");
            }
        });
        if (small > 0) {
            notes.add(small + " of " + whole + " groups have fewer than " + plan.minimumGroup()
                    + " rows (minimum_group): comparisons with them are INSUFFICIENT evidence.");
        }
        if (aside > 0) {
            notes.add(aside + " of " + whole
                    + " groups are shown but not compared: they are below smallest_share, or the plan"
                    + " counts their value as unknown.");
        }
    }

    private void strata(List<Comparison> comparisons) {
        long reversed = comparisons.stream()
                .filter(c -> c.note() != null && c.note().startsWith(Composite.SIMPSON))
                .count();
        if (reversed > 0) {
            notes.add("Simpson's paradox shows in " + reversed + (reversed == 1 ? " comparison" : " comparisons")
                    + " of conditional_selection_rate: within the strata the difference points the other way than over all"
                    + " rows, and neither interval holds 0.");
        }
    }

    private void scores(Layout layout, AuditReport.Performance overall) {
        if (layout.cells().grid() != null && !layout.cells().grid().exact()) {
            String step = layout.cells().grid().step().toPlainString();
            boolean regression = plan.task() == Task.REGRESSION;
            if (layout.cells().grid().stepMicros() == 1) {
                notes.add((regression ? "Values were" : "Scores were") + " rounded to " + step
                        + ", and some that differ became equal. Where differences that small matter, multiply "
                        + (regression ? "labels and predictions" : "the scores (and a threshold)")
                        + " by a power of ten and run the audit again.");
            } else if (regression) {
                notes.add("Errors were counted in steps of " + step + ". The mean error and the mean absolute error are"
                        + " exact; the mean square error is too small by at most a quarter of a step squared.");
            } else {
                notes.add(
                        "Scores were counted in steps of " + step + ". Means are exact; quantiles are off by at most a"
                                + " step, and scores within a step count as equal in AUC and KS.");
            }
        }
        if (overall.metric(GroupMetric.ECE).isDefined()) {
            Histogram scores = all.histogram();
            notes.add(String.format(
                    Locale.ROOT,
                    "Over all rows, a perfectly calibrated score would be expected to show an expected calibration error of"
                            + " %.4f by chance alone.",
                    GroupMetrics.calibration(scores).eceNoiseFloor()));
        }
    }

    private void weights() {
        if (all.weighted()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Rows are weighted: the %d rows used are worth %.1f equally weighted ones (Kish), and intervals are as"
                            + " wide as that makes them.",
                    all.n(),
                    all.all().effectiveRows(true)));
        }
    }
}
