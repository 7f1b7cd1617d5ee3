package dev.gatehouse.card;

import static dev.gatehouse.card.Demand.Part.either;
import static dev.gatehouse.card.Demand.Part.entry;
import static dev.gatehouse.card.Demand.Part.rows;
import static dev.gatehouse.card.Demand.Part.text;

import dev.gatehouse.card.Demand.Part;
import dev.gatehouse.card.Requirement.State;
import java.util.List;

/**
 * What each framework asks of a card. Which entry answers which requirement is our reading of the texts. Annex IV 1(f) (photographs and
 * marking of a product) is left out: a card describes a model, not a product.
 */
final class Demands {
    private static final Part OWNER =
            entry(card -> card.details().owner(), "Name the accountable owner in the model's registration.");
    private static final Part DEVELOPERS =
            rows(card -> card.details().developers(), "Name the developers when the version is registered.");
    private static final Part VALIDATORS = rows(
            CardContent::validators,
            "Have an independent validator fix the audit plan or give evidence for the validation gate.");
    private static final Part TYPE = entry(
            card -> card.details().modelType(),
            "State the algorithm in the training record of the version's registration.");
    private static final Part ARTIFACT =
            entry(card -> card.details().artifactDigest(), "Register the version with its artifact.");
    private static final Part BINDING = entry(
            card -> card.details().binding(),
            "State in the version's registration how the artifact is tied to what answers.");
    private static final Part LICENCE = entry(
            card -> card.details().licence(),
            "State the licence in the training record of the version's registration.");
    private static final Part TRAINED = either(
            entry(
                    card -> card.details().provenance(),
                    "Describe the training in the training record of the version's registration."),
            rows(card -> card.details().provenanceFacts(), ""));
    private static final Part TRAINING_RECORD = rows(
            card -> card.details().provenanceFacts(),
            "Register the version with its training record: code revision, framework and versions, seed.");
    private static final Part TIER = entry(CardContent::tier, "Assess the model's risk.");
    private static final Part FACTS =
            rows(CardContent::regulatoryFacts, "Answer the intake questions of the risk assessment.");
    private static final Part CLASSES = entry(CardContent::legalClasses, "Assess the model's risk.");
    private static final Part USE =
            entry(CardContent::intendedUse, "State the intended use in the model's registration.");
    private static final Part OUT_OF_SCOPE =
            entry(CardContent::outOfScopeUse, "State the uses out of scope in the model's registration.");
    private static final Part RESTRICTIONS = entry(
            CardContent::restrictions,
            "State the restrictions on its use in the model's particulars in the inventory.");
    private static final Part THIRD_PARTIES = entry(
            CardContent::thirdParties,
            "Name the third parties in the model's particulars in the inventory, or answer at intake that it was made in house.");
    private static final Part TRAINING_DATA = rows(
            CardContent::trainingData, "Name the training data in the training record of the version's registration.");
    private static final Part EVALUATION_DATA = rows(
            CardContent::evaluationData,
            "Name the held-out data in the training record of the version's registration.");
    private static final Part FACTORS =
            rows(CardContent::factors, "Run an audit whose plan names protected attributes.");
    private static final Part METRICS = rows(CardContent::metrics, "Run an audit of the version on the fixed plan.");
    private static final Part INTERVALS = new Part(
            card -> uncertain(card.metrics()),
            "Run an audit of the version on the fixed plan, with enough rows for intervals.",
            null);
    private static final Part GROUPS = rows(CardContent::groups, "Run an audit whose plan names protected attributes.");
    private static final Part INTERSECTIONS = new Part(
            Demands::crossed,
            "Run an audit whose plan crosses protected attributes (intersections of 2 or more).",
            null);
    private static final Part COMPARISONS =
            rows(CardContent::comparisons, "Run an audit whose plan sets limits for comparisons between groups.");
    private static final Part EXPLAINED = either(
            entry(CardContent::importance, "Run an audit of the model's artifact whose plan asks for explanations."),
            rows(CardContent::localExplanations, ""));
    private static final Part GATES = rows(CardContent::gates, "Assess the model's risk: the tier sets the gates.");
    private static final Part FINDINGS = entry(CardContent::findings, "Record the review's findings.");
    private static final Part WAIVERS = entry(CardContent::waivers, "Record the waivers of gates.");
    private static final Part MONITORING =
            rows(CardContent::monitoring, "Assess the model's risk: the tier sets the monitoring plan.");
    private static final Part THRESHOLDS = new Part(
            card -> threshold(card.monitoring()),
            "Give the monitors thresholds: a policy pack or the audit plan sets them.",
            null);
    private static final Part CHANGES =
            entry(CardContent::changes, "Compile the card of the version before, so that the changes can be named.");
    private static final Part DIGESTS =
            rows(CardContent::digests, "Run an audit and assess the model's risk: their digests are taken over.");

    private static final List<Demand> MITCHELL = List.of(
            mitchell("owner", "Model details", "Who developed the model and answers for it", OWNER, DEVELOPERS),
            mitchell("version", "Model details", "Which bytes this version is", ARTIFACT),
            mitchell("type", "Model details", "Model type", TYPE),
            mitchell("training", "Model details", "How it was trained", TRAINED),
            mitchell("licence", "Model details", "Licence", LICENCE),
            mitchell("use", "Intended use", "Primary uses and users", USE),
            mitchell("out-of-scope", "Intended use", "Out-of-scope uses", OUT_OF_SCOPE),
            mitchell("factors", "Factors", "Relevant and evaluated factors", FACTORS),
            mitchell("metrics", "Metrics", "Performance measures", METRICS),
            mitchell(
                    "threshold",
                    "Metrics",
                    "Decision threshold and reading of the output",
                    text(CardText.OUTPUT_INTERPRETATION)),
            mitchell("uncertainty", "Metrics", "Uncertainty of the measures", INTERVALS),
            mitchell("evaluation-data", "Evaluation data", "Data sets", EVALUATION_DATA),
            mitchell("training-data", "Training data", "Data sets", TRAINING_DATA),
            mitchell(
                    "preparation",
                    "Evaluation data and training data",
                    "Preprocessing",
                    text(CardText.DATA_PREPARATION)),
            mitchell("unitary", "Quantitative analyses", "Results by single factor", GROUPS),
            mitchell("intersectional", "Quantitative analyses", "Results by intersection", INTERSECTIONS),
            mitchell(
                    "ethics",
                    "Ethical considerations",
                    "Ethical considerations",
                    text(CardText.ETHICAL_CONSIDERATIONS)),
            mitchell(
                    "caveats",
                    "Caveats and recommendations",
                    "Caveats and recommendations",
                    text(CardText.LIMITS_OF_USE)));

    private static final List<Demand> ANNEX_IV = List.of(
            annex("1a", "1(a)", "Intended purpose, provider and version", USE, OWNER, ARTIFACT),
            Demand.of(
                    "annex-iv.class",
                    "AI Act, Art. 6 and Annex III, with Annex IV 1(a)",
                    "Role, Annex III point or Art. 6(3) reasoning, and class",
                    FACTS,
                    CLASSES),
            annex(
                    "1bcd",
                    "1(b)–(d)",
                    "What it works with, versions, and the form it is supplied in",
                    TRAINING_RECORD,
                    BINDING),
            annex("1e", "1(e)", "Hardware it runs on", text(CardText.RESOURCES)),
            annex(
                    "1gh",
                    "1(g)–(h)",
                    "What the deployer sees, and instructions for use",
                    text(CardText.OUTPUT_INTERPRETATION)),
            annex("2a", "2(a)", "Methods and steps of development", TRAINED, text(CardText.DEVELOPMENTAL_EVIDENCE)),
            annex("2a-third-parties", "2(a)", "Pre-trained systems and tools of third parties", THIRD_PARTIES),
            annex(
                    "2b",
                    "2(b)",
                    "Design, key choices and assumptions",
                    text(CardText.DEVELOPMENTAL_EVIDENCE),
                    text(CardText.ASSUMPTIONS)),
            annex("2c", "2(c)", "Architecture and computing resources", TYPE, text(CardText.RESOURCES)),
            annex(
                    "2d",
                    "2(d)",
                    "Data: provenance, labelling, cleaning",
                    TRAINING_DATA,
                    text(CardText.DATA_PREPARATION)),
            annex("2e", "2(e)", "Human oversight measures", text(CardText.HUMAN_OVERSIGHT)),
            annex("2f", "2(f)", "Predetermined changes", text(CardText.PREDETERMINED_CHANGES)),
            annex("2g-data", "2(g)", "Validation and test data", EVALUATION_DATA),
            annex("2g-metrics", "2(g)", "Accuracy, robustness and their measures", METRICS, text(CardText.SENSITIVITY)),
            annex("2g-impact", "2(g)", "Potentially discriminatory impacts", COMPARISONS),
            annex("2g-reports", "2(g)", "Test reports, by digest", GATES, DIGESTS),
            annex("2h", "2(h)", "Cybersecurity measures", text(CardText.CYBERSECURITY)),
            annex("3-performance", "3", "Capabilities and accuracy for groups of persons", INTERVALS, GROUPS),
            annex(
                    "3-limits",
                    "3",
                    "Limitations, foreseeable unintended outcomes and risks",
                    text(CardText.LIMITS_OF_USE),
                    text(CardText.FORESEEABLE_MISUSE)),
            annex("3-control", "3", "Monitoring, functioning and control", text(CardText.HUMAN_OVERSIGHT), MONITORING),
            annex("4", "4", "Why the metrics are appropriate", METRICS, text(CardText.DEVELOPMENTAL_EVIDENCE)),
            annex("5", "5", "Risk management system", text(CardText.RISK_MANAGEMENT)),
            annex("6", "6", "Changes through the lifecycle", CHANGES),
            annex("7", "7", "Standards applied", text(CardText.STANDARDS)),
            annex("8", "8", "Declaration of conformity", text(CardText.DECLARATION)),
            annex("9", "9", "Post-market monitoring plan", MONITORING, text(CardText.POST_MARKET)));

    private static final List<Demand> ARTICLE_13 = List.of(
            article("a", "(a)", "Identity of the provider", OWNER),
            article("b-i", "(b)(i)", "Intended purpose", USE, OUT_OF_SCOPE),
            article(
                    "b-ii",
                    "(b)(ii)",
                    "Accuracy, robustness and cybersecurity",
                    METRICS,
                    text(CardText.SENSITIVITY),
                    text(CardText.CYBERSECURITY)),
            article(
                    "b-iii",
                    "(b)(iii)",
                    "Circumstances and misuse that may lead to risks",
                    text(CardText.FORESEEABLE_MISUSE),
                    text(CardText.LIMITS_OF_USE)),
            article("b-iv", "(b)(iv)", "Means to explain the output", EXPLAINED),
            article("b-v", "(b)(v)", "Performance for specific persons or groups", GROUPS),
            article(
                    "b-vi",
                    "(b)(vi)",
                    "Input data, and training, validation and test data",
                    TRAINING_DATA,
                    EVALUATION_DATA),
            article("b-vii", "(b)(vii)", "How to interpret and use the output", text(CardText.OUTPUT_INTERPRETATION)),
            article("c", "(c)", "Predetermined changes", text(CardText.PREDETERMINED_CHANGES)),
            article("d", "(d)", "Human oversight measures", text(CardText.HUMAN_OVERSIGHT)),
            article("e", "(e)", "Resources, lifetime and maintenance", text(CardText.RESOURCES)),
            article("f", "(f)", "Collecting, storing and reading the logs", text(CardText.LOGGING)));

    private static final List<Demand> SR_26_2 = List.of(
            bank(
                    "inventory",
                    "Inventory",
                    "Owner, developers and the version in use",
                    OWNER,
                    DEVELOPERS,
                    ARTIFACT,
                    BINDING),
            bank("third-parties", "Inventory", "Vendors and other third parties", THIRD_PARTIES),
            bank("tier", "Risk-based tiering", "Tier with its reasons", TIER),
            bank("purpose", "Model development", "Purpose and permitted use", USE, OUT_OF_SCOPE),
            bank(
                    "conceptual-soundness",
                    "Conceptual soundness",
                    "Method, theory and design choices",
                    TYPE,
                    text(CardText.DEVELOPMENTAL_EVIDENCE)),
            bank("assumptions", "Conceptual soundness", "Assumptions", text(CardText.ASSUMPTIONS)),
            bank(
                    "developmental-evidence",
                    "Conceptual soundness",
                    "Developmental evidence: how it was trained",
                    TRAINED,
                    TRAINING_RECORD),
            bank(
                    "data",
                    "Conceptual soundness",
                    "Data: source, quality and preparation",
                    TRAINING_DATA,
                    EVALUATION_DATA,
                    text(CardText.DATA_PREPARATION)),
            bank("outcomes", "Outcomes analysis", "Performance with its uncertainty", INTERVALS),
            bank(
                    "calibration",
                    "Outcomes analysis",
                    "Calibration: predicted against observed",
                    entry(
                            CardContent::calibration,
                            "Run an audit on data with scores, so that predicted and observed rates can be compared.")),
            bank("benchmark", "Outcomes analysis", "Challenger or benchmark", text(CardText.BENCHMARK)),
            bank("sensitivity", "Outcomes analysis", "Sensitivity and stress", text(CardText.SENSITIVITY)),
            bank("out-of-time", "Outcomes analysis", "Out-of-time results", text(CardText.OUT_OF_TIME)),
            bank("restrictions", "Model use", "Restrictions on use", RESTRICTIONS),
            bank("limits", "Model use", "Limits of use", text(CardText.LIMITS_OF_USE)),
            bank("monitoring", "Ongoing monitoring", "Monitors with thresholds", THRESHOLDS),
            bank("validation", "Validation", "Independent validation", VALIDATORS),
            bank("findings", "Validation", "Findings", FINDINGS),
            bank("overrides", "Governance", "Exceptions and overrides", WAIVERS, text(CardText.HUMAN_OVERSIGHT)),
            bank("approval", "Governance", "Gates that the approval rests on", GATES),
            bank("changes", "Governance", "Changes since the version before", CHANGES));

    private Demands() {}

    static List<Demand> of(Framework framework) {
        return switch (framework) {
            case MITCHELL -> MITCHELL;
            case ANNEX_IV -> ANNEX_IV;
            case ARTICLE_13 -> ARTICLE_13;
            case SR_26_2 -> SR_26_2;
        };
    }

    private static Demand mitchell(String name, String section, String title, Part... parts) {
        return Demand.of("mitchell." + name, "Mitchell et al. (2019), " + section, title, parts);
    }

    private static Demand annex(String name, String point, String title, Part... parts) {
        return Demand.of("annex-iv." + name, "AI Act, Annex IV " + point, title, parts);
    }

    private static Demand article(String name, String point, String title, Part... parts) {
        return Demand.of("article-13." + name, "AI Act, Art. 13(3)" + point, title, parts);
    }

    private static Demand bank(String name, String topic, String title, Part... parts) {
        return Demand.of("sr-26-2." + name, "SR 26-2, " + topic, title, parts);
    }

    private static State uncertain(Field<List<Metric>> metrics) {
        if (metrics instanceof Field.NotApplicable) {
            return State.NOT_APPLICABLE;
        }
        return metrics.provided().orElse(List.of()).stream()
                        .anyMatch(metric -> metric.estimate().lower() != null)
                ? State.PROVIDED
                : State.MISSING;
    }

    /** With a single factor there is nothing to cross. */
    private static State crossed(CardContent card) {
        boolean single = card.factors().provided().map(List::size).orElse(0) == 1;
        if (single || card.groups() instanceof Field.NotApplicable) {
            return State.NOT_APPLICABLE;
        }
        return card.groups().provided().orElse(List.of()).stream().anyMatch(GroupResult::intersection)
                ? State.PROVIDED
                : State.MISSING;
    }

    private static State threshold(Field<List<Monitor>> monitors) {
        if (monitors instanceof Field.NotApplicable) {
            return State.NOT_APPLICABLE;
        }
        return monitors.provided().orElse(List.of()).stream().anyMatch(monitor -> monitor.threshold() != null)
                ? State.PROVIDED
                : State.MISSING;
    }
}
