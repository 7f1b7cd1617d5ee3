package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.number;
import static dev.gatehouse.card.document.Block.Column.text;

import dev.gatehouse.audit.report.Explanations;
import dev.gatehouse.card.Charts;
import dev.gatehouse.card.Estimate;
import dev.gatehouse.card.Importance;
import dev.gatehouse.card.LocalExplanation;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Fact;
import dev.gatehouse.card.document.Block.Table;
import dev.gatehouse.governance.audits.AuditFindings;
import dev.gatehouse.governance.audits.AuditedFigures;
import dev.gatehouse.governance.pages.Wording;
import java.util.ArrayList;
import java.util.List;

/** How the model comes to its scores, as an audit found it, in tables. */
final class ExplanationTables {

    private ExplanationTables() {}

    /** @param explanations null where the plan asks for none, or a disclosed report withholds them */
    static List<Block> of(Explanations explanations) {
        if (explanations == null) {
            return List.of(
                    new Block.Text("The report has none: the plan does not ask for them, or they are withheld."));
        }
        List<Block> blocks = new ArrayList<>();
        addImportance(blocks, explanations.importance());
        explanations.local().forEach(one -> addLocal(blocks, one));
        return blocks;
    }

    private static void addImportance(List<Block> blocks, Explanations.Importance importance) {
        String metric = AuditFindings.label(importance.metric());
        blocks.add(new Block.Heading("Which features the scores rest on"));
        blocks.add(new Block.Text(
                "Each feature's values are handed to other rows, so that they tell nothing any more; what the model"
                        + " loses by that is the feature's importance."));
        blocks.add(Block.Facts.of(
                "How it was measured",
                Fact.of("Metric", metric),
                Fact.of("With nothing permuted", AuditFindings.text(importance.baseline())),
                Fact.of("Rows", Wording.grouped(importance.rows())),
                Fact.of("Permutations of each feature", Integer.toString(importance.repeats())),
                Fact.of("Seed", Long.toString(importance.seed()))));
        Charts.importance(
                        "Loss of " + metric + " when a feature is permuted",
                        new Importance(
                                metric,
                                importance.rows(),
                                importance.repeats(),
                                AuditedFigures.estimate(importance.baseline()),
                                importance.features().stream()
                                        .limit(Charts.MAX_ROWS)
                                        .map(f -> new Importance.FeatureImportance(
                                                Parts.line(f.name()), AuditedFigures.estimate(f.drop())))
                                        .toList()))
                .ifPresent(svg -> blocks.add(new Block.Figure(svg)));
        blocks.add(new Table(
                "Loss of " + metric + " when a feature is permuted, greatest first",
                List.of(text("Feature", 60), number("Loss (interval)", 40)),
                importance.features().stream()
                        .map(feature -> List.of(Cell.of(Parts.line(feature.name())), AuditFigures.cell(feature.drop())))
                        .toList()));
    }

    private static void addLocal(List<Block> blocks, Explanations.Local one) {
        blocks.add(new Block.Heading(Parts.line(one.title())));
        blocks.add(Block.Facts.of(
                "The score of one row, " + one.method().replace('_', ' '),
                Fact.of("Score", Wording.figure(one.score())),
                Fact.of(
                        "Mean score of the " + one.background() + " rows that it is held against",
                        Wording.figure(one.baseline())),
                Fact.of("How far features act one by one (R²)", one.fit() == null ? "–" : Wording.figure(one.fit())),
                Fact.of("What the features not listed add together", Wording.figure(one.rest()))));
        Charts.local(new LocalExplanation(
                        Parts.line(one.title()),
                        one.method(),
                        Estimate.decimal(one.score()),
                        Estimate.decimal(one.baseline()),
                        null,
                        one.contributions().stream()
                                .limit(Charts.MAX_ROWS)
                                .map(c -> new LocalExplanation.Contribution(
                                        Parts.line(c.feature()),
                                        c.value() == null ? null : Parts.line(c.value()),
                                        Estimate.decimal(c.contribution())))
                                .toList()))
                .ifPresent(svg -> blocks.add(new Block.Figure(svg)));
        blocks.add(new Table(
                "What each feature adds to the score, largest first",
                List.of(text("Feature", 36), text("Value", 30), number("Adds", 18), number("Standard error", 16)),
                one.contributions().stream()
                        .map(c -> List.of(
                                Cell.of(Parts.line(c.feature())),
                                Cell.of(c.value() == null ? "withheld" : Parts.line(c.value())),
                                Cell.of(Wording.figure(c.contribution())),
                                Cell.of(Wording.figure(c.error()))))
                        .toList()));
    }
}
