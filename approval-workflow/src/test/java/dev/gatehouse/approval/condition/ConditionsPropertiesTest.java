package dev.gatehouse.approval.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConditionsPropertiesTest {
    @Property
    void orderDoesNotMatter(@ForAll("conditions") Conditions a, @ForAll("conditions") Conditions b) {
        assertThat(a.tighten(b)).isEqualTo(b.tighten(a));
    }

    @Property
    void groupingDoesNotMatter(
            @ForAll("conditions") Conditions a,
            @ForAll("conditions") Conditions b,
            @ForAll("conditions") Conditions c) {
        assertThat(a.tighten(b).tighten(c)).isEqualTo(a.tighten(b.tighten(c)));
    }

    @Property
    void repetitionAndNoConditionChangeNothing(@ForAll("conditions") Conditions a) {
        assertThat(a.tighten(a)).isEqualTo(a);
        assertThat(a.tighten(Conditions.none())).isEqualTo(a);
    }

    @Property
    void theResultIsNeverLooserThanEither(@ForAll("conditions") Conditions a, @ForAll("conditions") Conditions b) {
        Conditions both = a.tighten(b);
        for (Conditions one : new Conditions[] {a, b}) {
            one.trafficCap()
                    .ifPresent(
                            cap -> assertThat(both.trafficCap().orElseThrow()).isLessThanOrEqualTo(cap));
            one.expiresAt()
                    .ifPresent(at -> assertThat(both.expiresAt().orElseThrow()).isBeforeOrEqualTo(at));
            one.purposes()
                    .ifPresent(names ->
                            assertThat(names).containsAll(both.purposes().orElseThrow()));
            one.callers()
                    .ifPresent(names ->
                            assertThat(names).containsAll(both.callers().orElseThrow()));
            one.callersPurposes()
                    .forEach((caller, own) -> assertThat(both.callersPurposes().getOrDefault(caller, Set.of()))
                            .isSubsetOf(own));
            both.callers().orElse(Set.of()).forEach(caller -> {
                if (one.callersPurposes().containsKey(caller)) {
                    assertThat(both.callersPurposes()).containsKey(caller);
                }
            });
            assertThat(both.segments()).containsAll(one.segments());
            one.humanReview()
                    .flatMap(HumanReview::share)
                    .ifPresent(share -> assertThat(
                                    both.humanReview().orElseThrow().share().orElseThrow())
                            .isGreaterThanOrEqualTo(share));
            one.humanReview()
                    .flatMap(HumanReview::confidenceBelow)
                    .ifPresent(below -> assertThat(both.humanReview()
                                    .orElseThrow()
                                    .confidenceBelow()
                                    .orElseThrow())
                            .isGreaterThanOrEqualTo(below));
            assertThat(both.kinds()).containsAll(one.kinds());
        }
    }

    @Property
    void whatAdmitsSomethingReadsBackAsJsonWithTheSameLimits(@ForAll("conditions") Conditions a) {
        if (!a.admitsNothing()) {
            Conditions read = Conditions.fromJson(a.toJson());
            assertThat(read.toJson()).isEqualTo(a.toJson());
            assertThat(read.segment()).isEqualTo(a.segment());
        }
    }

    @Provide
    Arbitrary<Conditions> conditions() {
        Arbitrary<BigDecimal> shares = Arbitraries.bigDecimals()
                .between(new BigDecimal("0.01"), BigDecimal.ONE)
                .ofScale(2);
        Arbitrary<Instant> instants =
                Arbitraries.integers().between(0, 1_000).map(day -> Instant.EPOCH.plusSeconds(86_400L * day));
        Arbitrary<Set<String>> names = Arbitraries.of("origination", "servicing", "marketing", "research")
                .set()
                .ofMaxSize(4);
        Arbitrary<Set<String>> segments =
                Arbitraries.of("a > 1", "b == 'x'", "c in [1, 2]", "d").set().ofMaxSize(3);
        Arbitrary<HumanReview> reviews = Combinators.combine(shares.optional(), shares.optional(), shares)
                .as((share, below, otherwise) ->
                        new HumanReview(share.isEmpty() && below.isEmpty() ? Optional.of(otherwise) : share, below));
        return Combinators.combine(
                        shares.optional(),
                        instants.optional(),
                        names.optional(),
                        names.optional(),
                        Arbitraries.maps(Arbitraries.of("origination", "servicing", "marketing"), names)
                                .ofMaxSize(3),
                        segments,
                        reviews.optional())
                .as((cap, expiry, purposes, callers, bound, where, review) -> {
                    Map<String, Set<String>> own = new TreeMap<>(bound);
                    own.keySet().retainAll(callers.orElse(Set.of()));
                    own.values().removeIf(Set::isEmpty);
                    return new Conditions(cap, expiry, purposes, callers, own, where, review);
                });
    }
}
