package dev.gatehouse.card;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The texts of a card that people write, in Markdown. Everything else on a card comes from registration, assessment and audits. Which
 * framework asks for which text is said by {@link Completeness}.
 */
public enum CardText {
    SUMMARY(
            "summary",
            "Summary",
            "Say in one or two sentences what the model estimates and what is decided with it. This stands on the cover, without the marks of its Markdown.",
            2_000),
    ASSUMPTIONS(
            "assumptions",
            "Assumptions",
            "List what must hold for the model to be right: of the population, the data, the period and the decision. Say for each how it"
                    + " was checked and what happens when it fails.",
            40_000),
    DEVELOPMENTAL_EVIDENCE(
            "developmental-evidence",
            "Developmental evidence",
            "Describe the method, the design choices and the alternatives that were weighed, with the theory or evidence behind them. Say"
                    + " also why the chosen performance metrics suit the use.",
            40_000),
    DATA_PREPARATION(
            "data-preparation",
            "Data preparation",
            "Describe where the rows come from, how labels were assigned, and how the data were cleaned, joined and filtered. Say which"
                    + " gaps and biases were looked for and what was found.",
            40_000),
    BENCHMARK(
            "benchmark",
            "Benchmark",
            "Compare the model with a challenger, a simpler model or the practice it replaces, on the same rows. Say which figures"
                    + " decided for this model.",
            40_000),
    SENSITIVITY(
            "sensitivity",
            "Sensitivity and stress",
            "Report how the output moves when inputs, parameters or assumptions change, and at the edges of their range. Say where the"
                    + " model stops being stable.",
            40_000),
    OUT_OF_TIME(
            "out-of-time",
            "Out-of-time results",
            "Report the results on data from after the training period, with the period and the number of rows. If there are none yet,"
                    + " say when there will be.",
            40_000),
    ETHICAL_CONSIDERATIONS(
            "ethical-considerations",
            "Ethical considerations",
            "Say whom a wrong result harms and how, which groups are at greater risk, and what was done about it. Name the questions that"
                    + " remain open.",
            40_000),
    HUMAN_OVERSIGHT(
            "human-oversight",
            "Human oversight",
            "Say who watches the model in use, what they see, and how they overrule, stop or correct it. Say what is done against trusting"
                    + " the output too much.",
            40_000),
    LIMITS_OF_USE(
            "limits-of-use",
            "Limits of use",
            "Say for which persons, inputs, periods and places the model is not valid. Say what to do instead in those cases.",
            40_000),
    FORESEEABLE_MISUSE(
            "foreseeable-misuse",
            "Foreseeable misuse",
            "Describe the uses outside the intended one that must be expected, and the risks to health, safety and fundamental rights that"
                    + " follow. Say what prevents or reveals them.",
            40_000),
    OUTPUT_INTERPRETATION(
            "output-interpretation",
            "Interpretation of the output",
            "Explain what the output means, its scale and its decision threshold, and how a person should act on it. Say what it must not"
                    + " be read as.",
            40_000),
    RISK_MANAGEMENT(
            "risk-management",
            "Risk management",
            "Describe the risks that were identified, how they were estimated, and the measures taken, tested and left over. Name the risk"
                    + " file and who keeps it.",
            40_000),
    PREDETERMINED_CHANGES(
            "predetermined-changes",
            "Predetermined changes",
            "List the changes to the model that are planned and assessed in advance, such as retraining on a schedule. Say for each what"
                    + " stays within the approval and what calls for a new one.",
            40_000),
    CYBERSECURITY(
            "cybersecurity",
            "Cybersecurity",
            "Describe the measures against data poisoning, adversarial input, theft of the model and tampering with its artifact. Say how"
                    + " they were tested.",
            40_000),
    LOGGING(
            "logging",
            "Logging",
            "Say which events are recorded, where, for how long and who may read them. Say how a single decision is found and explained"
                    + " from the log.",
            40_000),
    STANDARDS(
            "standards",
            "Standards",
            "List the harmonised standards and other specifications that were applied, in full or in part. Where none were, describe how"
                    + " the requirements are met instead.",
            40_000),
    DECLARATION(
            "declaration",
            "Declaration and registration",
            "Give the EU declaration of conformity or say where its signed copy is kept, and the registration number in the EU database."
                    + " Name who signed and when.",
            40_000),
    RESOURCES(
            "resources",
            "Resources and maintenance",
            "Name the hardware and computing resources for training and for use. State the expected lifetime and how, how often and by"
                    + " whom the model is maintained.",
            40_000),
    ENVIRONMENTAL_IMPACT(
            "environmental-impact",
            "Environmental impact",
            "State the energy used and the emissions caused by training and by use, with hardware, hours and region. Say how the figures"
                    + " were measured or estimated.",
            40_000),
    POST_MARKET(
            "post-market",
            "Post-market monitoring",
            "Describe how experience with the model in use is collected, judged and acted upon. Say who is told of incidents, and within"
                    + " what time.",
            40_000);

    private final String id;
    private final String title;
    private final String help;
    private final int maxChars;

    CardText(String id, String title, String help, int maxChars) {
        this.id = id;
        this.title = title;
        this.help = help;
        this.maxChars = maxChars;
    }

    /** The text's name in a card's JSON and in addresses, such as {@code human-oversight}. */
    @JsonValue
    public String id() {
        return id;
    }

    /** The heading it is printed under. */
    public String title() {
        return title;
    }

    /** What to write, in two sentences. */
    public String help() {
        return help;
    }

    /** Longest text, in UTF-16 characters. */
    public int maxChars() {
        return maxChars;
    }
}
