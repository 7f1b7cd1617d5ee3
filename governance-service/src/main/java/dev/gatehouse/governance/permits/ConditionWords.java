package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.condition.HumanReview;
import dev.gatehouse.approval.permit.Binding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Conditions and bindings in sentences for people. */
public final class ConditionWords {

    private ConditionWords() {}

    /** A sentence for each condition; none if nothing is limited. */
    public static List<String> of(Conditions conditions) {
        List<String> words = new ArrayList<>();
        conditions
                .trafficCap()
                .ifPresent(cap ->
                        words.add("At most " + percent(cap) + " of the eligible subjects are served by this version."));
        conditions.expiresAt().ifPresent(end -> words.add("Nothing is served from " + end + " on."));
        conditions
                .purposes()
                .ifPresent(
                        names -> words.add("Calls must name one of these purposes: " + String.join(", ", names) + "."));
        conditions
                .callers()
                .ifPresent(names -> words.add("Only these applications may call: " + String.join(", ", names) + "."));
        conditions.segment().ifPresent(cel -> words.add("Only rows are served for which this holds: " + cel + "."));
        conditions.humanReview().ifPresent(review -> add(words, review));
        return words;
    }

    private static void add(List<String> words, HumanReview review) {
        review.share().ifPresent(share -> words.add("A person looks at " + percent(share) + " of the decisions."));
        review.confidenceBelow()
                .ifPresent(limit -> words.add(
                        "A person looks at every decision with a confidence below " + limit.toPlainString() + "."));
    }

    /** What ties the approved bytes to what answers. */
    public static String of(Binding binding) {
        return switch (binding) {
            case LOADED_BY_DIGEST ->
                "Loaded by digest: the model server loads the artifact by the digest and hashes what it loads. Gateways"
                        + " ask when a route opens and again every 30 seconds.";
            case ATTESTED ->
                "Attested: the model server's metadata name the digest. Gateways ask when a route opens and again every"
                        + " 30 seconds.";
            case DECLARED ->
                "Declared only: address and version stand by the vendor's word, and nothing compares the bytes that"
                        + " answer with the approved ones.";
        };
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }
}
