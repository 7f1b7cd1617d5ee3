package dev.gatehouse.card;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The internal risk tier and every rule that led to it.
 *
 * @param tier {@code LOW}, {@code MEDIUM}, {@code HIGH} or {@code PROHIBITED}
 * @param packDigest the digest of the policy pack that decided; null if not provided
 * @param assessedOn the day of the assessment; null if not provided
 * @param reasons the rules that fired
 */
public record RiskTier(String tier, String packDigest, LocalDate assessedOn, List<Reason> reasons) {
    public RiskTier {
        tier = Require.text(tier, "tier");
        packDigest = Require.optionalText(packDigest, "packDigest");
        reasons = Require.list(reasons, "reasons");
    }

    /**
     * One rule that fired.
     *
     * @param rule the rule's id in its pack
     * @param citation the law, guideline or policy it stands on
     * @param certainty how firm the reading is, in the pack's words; null if not provided
     * @param effectiveFrom the day its duties begin; null if not provided
     * @param facts the facts it used as printed text, by name, or by {@code name[entry]} where it used one entry of a fact
     * @param decides whether this rule alone would set the tier; null if not provided
     */
    public record Reason(
            String rule,
            String citation,
            String certainty,
            LocalDate effectiveFrom,
            Map<String, String> facts,
            Boolean decides) {
        public Reason {
            rule = Require.text(rule, "rule");
            citation = Require.optionalText(citation, "citation");
            certainty = Require.optionalText(certainty, "certainty");
            facts = facts == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(facts));
        }
    }
}
