package dev.gatehouse.card;

import java.time.Instant;
import java.util.List;

/** Cards whose every text tries to be something else where it is written: a YAML key, a heading, a table cell, an element. */
final class HostileCards {
    private static final String HOSTILE =
            "x\"\n---\nlicense: mit\n# Heading | cell <script>a()</script> ](javascript:x) `` ``` *s* 'q' \\ {a: b} [c]"
                    + " %d @ ! & \u0007 \u0085 \u2028 \u202e \ufeff 😀 漢字 مرحبا";

    private HostileCards() {}

    static CardContent content() {
        Field<String> text = Field.of(HOSTILE, HOSTILE);
        Estimate undefined = Estimate.undefined(HOSTILE);
        Dataset dataset = new Dataset(
                HOSTILE, text, text, Field.of(Long.MAX_VALUE, HOSTILE), text, text, text, Field.notApplicable(HOSTILE));
        CardContent.Builder card = CardContent.of(new ModelDetails(
                        HOSTILE,
                        HOSTILE,
                        HOSTILE,
                        text,
                        Field.of(List.of(HOSTILE), HOSTILE),
                        text,
                        text,
                        text,
                        text,
                        text,
                        Field.of(List.of(new NamedValue(HOSTILE, HOSTILE), new NamedValue("none", null)), HOSTILE)))
                .language("zh-Hans-CN")
                .intendedUse(text)
                .outOfScopeUse(Field.notApplicable(HOSTILE))
                .purpose(text)
                .restrictions(text)
                .objectives(Field.of(List.of(new NamedValue(HOSTILE, HOSTILE)), HOSTILE))
                .kpis(Field.of(List.of(new NamedValue(HOSTILE, HOSTILE)), HOSTILE))
                .thirdParties(Field.of(List.of(new NamedValue(HOSTILE, null)), HOSTILE))
                .inputData(Field.of(List.of(), HOSTILE))
                .legalClasses(Field.of(List.of(new LegalClass(HOSTILE, HOSTILE, HOSTILE, null)), HOSTILE))
                .factors(Field.of(List.of(new Factor(HOSTILE, List.of(HOSTILE), HOSTILE)), HOSTILE))
                .trainingData(Field.of(List.of(dataset), HOSTILE))
                .evaluationData(Field.of(List.of(dataset, dataset), HOSTILE))
                .metrics(Field.of(
                        List.of(
                                new Metric(HOSTILE, undefined, null, null, HOSTILE),
                                new Metric(
                                        HOSTILE,
                                        Estimate.of(0.000001, -1e9, 1e9),
                                        Limit.atMost(0),
                                        Verdict.FAIL,
                                        null)),
                        HOSTILE))
                .groups(Field.of(
                        List.of(new GroupResult(
                                HOSTILE, HOSTILE, null, List.of(new GroupResult.GroupMetric(HOSTILE, undefined)))),
                        HOSTILE))
                .comparisons(Field.of(
                        List.of(new Comparison(
                                HOSTILE,
                                HOSTILE,
                                HOSTILE,
                                HOSTILE,
                                Comparison.Kind.RATIO,
                                Estimate.of(1, 0.5, Double.POSITIVE_INFINITY),
                                null,
                                true,
                                null,
                                false)),
                        HOSTILE))
                .findings(Field.of(List.of(new Finding(HOSTILE, HOSTILE, HOSTILE, true, HOSTILE, null)), HOSTILE))
                .waivers(Field.of(List.of(new Waiver(HOSTILE, HOSTILE, null, HOSTILE, null)), HOSTILE))
                .monitoring(Field.of(List.of(new Monitor(HOSTILE, null, HOSTILE, null)), HOSTILE))
                .regulatoryFacts(Field.of(List.of(new NamedValue(HOSTILE, HOSTILE)), HOSTILE))
                .validators(Field.of(List.of(HOSTILE), HOSTILE))
                .proxies(Field.of(List.of(new Proxy(HOSTILE, HOSTILE, 0, undefined, List.of())), HOSTILE))
                .drift(Field.of(List.of(new Drift(HOSTILE, HOSTILE, undefined, null, null, HOSTILE)), HOSTILE))
                .changes(Field.notApplicable(HOSTILE))
                .digests(Field.of(List.of(new NamedValue(HOSTILE, null)), HOSTILE));
        for (CardText written : CardText.values()) {
            card.text(written, text);
        }
        return card.build();
    }

    static ApprovalAnnex annex() {
        Instant at = Instant.parse("2026-11-21T20:11:04.123456Z");
        return new ApprovalAnnex(
                HOSTILE,
                HOSTILE,
                at,
                null,
                List.of(new ApprovalAnnex.Vote(HOSTILE, HOSTILE, HOSTILE, at, HOSTILE)),
                List.of(HOSTILE),
                HOSTILE,
                HOSTILE,
                null);
    }
}
