package dev.gatehouse.governance.pages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Binding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Conditions and bindings as people say them, a sentence for each kind. */
public final class ConditionWords {

    private ConditionWords() {}

    /**
     * The sentences of conditions in the permit's form.
     *
     * @return empty when nothing is limited
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if it has another form
     */
    public static List<String> of(JsonNode conditions) {
        return of(Conditions.fromJson(conditions));
    }

    /** The sentences of conditions; empty when nothing is limited. */
    public static List<String> of(Conditions conditions) {
        List<String> sentences = new ArrayList<>();
        conditions.trafficCap().ifPresent(cap -> sentences.add("At most " + percent(cap) + " of subjects."));
        conditions.expiresAt().ifPresent(end -> sentences.add("Ends on " + Wording.utc(end) + "."));
        conditions
                .purposes()
                .ifPresent(names -> sentences.add("Only for the purposes " + String.join(", ", names) + "."));
        conditions
                .callers()
                .ifPresent(names -> sentences.add("Only for the callers " + String.join(", ", names) + "."));
        conditions
                .callersPurposes()
                .forEach((caller, own) ->
                        sentences.add("The caller " + caller + " only for " + String.join(", ", own) + "."));
        conditions.segment().ifPresent(cel -> sentences.add("Only rows for which this holds: " + cel));
        conditions.humanReview().ifPresent(review -> {
            review.share()
                    .ifPresent(share -> sentences.add("A person reviews " + percent(share) + " of the decisions."));
            review.confidenceBelow()
                    .ifPresent(limit -> sentences.add(
                            "A person reviews every decision with a confidence below " + limit.toPlainString() + "."));
        });
        return sentences;
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

    /** A share as per cent: 0.25 is '25 %'. */
    public static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }
}
