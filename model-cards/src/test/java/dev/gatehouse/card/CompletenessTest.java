package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompletenessTest {
    private static final CardContent RICH = Cards.rich();
    private static final CardContent SPARSE = Cards.sparse();

    @Test
    void everyRequirementIsMissingOnACardOfWhichNothingIsKnown() {
        assertThat(Completeness.of(Cards.sparse())).hasSize(4).allSatisfy(framework -> {
            assertThat(framework.percent()).isZero();
            assertThat(framework.gaps()).isEqualTo(framework.requirements()).hasSizeGreaterThan(10);
            assertThat(framework.gaps())
                    .allSatisfy(gap -> assertThat(gap.remedy()).endsWith(".").doesNotContain("  "));
        });
    }

    @Test
    void everyRequirementIsMetByAFullCard() {
        assertThat(Completeness.of(Cards.rich())).allSatisfy(framework -> {
            assertThat(framework.gaps()).isEmpty();
            assertThat(framework.percent()).isEqualTo(100);
            assertThat(framework.in(Requirement.State.PROVIDED))
                    .isEqualTo(framework.requirements())
                    .allSatisfy(requirement -> assertThat(requirement.remedy()).isEmpty());
        });
    }

    @Test
    void everyIdBelongsToItsFrameworkAndIsItsOwn() {
        Set<String> ids = new HashSet<>();
        for (FrameworkCompleteness framework : Completeness.of(Cards.sparse())) {
            for (Requirement requirement : framework.requirements()) {
                assertThat(requirement.id()).startsWith(framework.framework().id() + ".");
                assertThat(ids.add(requirement.id())).as(requirement.id()).isTrue();
                assertThat(requirement.citation()).isNotBlank();
            }
        }
    }

    @Test
    void everyTextIsAskedForByAFrameworkOrIsForReaders() {
        for (CardText text : CardText.values()) {
            CardContent without = with(Cards.rich(), text, Field.notProvided());
            List<Requirement> gaps = Completeness.of(without).stream()
                    .flatMap(framework -> framework.gaps().stream())
                    .toList();
            if (Completeness.FOR_READERS.contains(text)) {
                assertThat(gaps).as(text.id()).isEmpty();
            } else {
                assertThat(gaps).as(text.id()).isNotEmpty().allSatisfy(gap -> {
                    assertThat(gap.texts()).containsExactly(text);
                    assertThat(gap.remedy()).isEqualTo("Write the text '" + text.title() + "'.");
                });
            }
        }
    }

    @Test
    void whatCannotApplyIsAnswered() {
        CardContent card = with(Cards.sparse(), CardText.LOGGING, Field.notApplicable("the model runs by hand"));
        FrameworkCompleteness article = of(card, Framework.ARTICLE_13);
        assertThat(article.in(Requirement.State.NOT_APPLICABLE))
                .extracting(Requirement::id)
                .containsExactly("article-13.f");
        assertThat(article.percent()).isEqualTo(100 / article.requirements().size());
    }

    @Test
    void aRequirementOfSeveralEntriesIsMissingUntilAllAreThereAndNamesTheRest() {
        CardContent card = with(Cards.sparse(), CardText.ASSUMPTIONS, Field.of("None.", "x"));
        Requirement design = requirement(card, "annex-iv.2b");
        assertThat(design.state()).isEqualTo(Requirement.State.MISSING);
        assertThat(design.texts()).containsExactly(CardText.DEVELOPMENTAL_EVIDENCE);
        CardContent both = with(card, CardText.DEVELOPMENTAL_EVIDENCE, Field.notApplicable("a rule"));
        assertThat(requirement(both, "annex-iv.2b").state()).isEqualTo(Requirement.State.PROVIDED);
    }

    @Test
    void anEmptyListAnswersOnlyWhereNoneIsAnAnswer() {
        CardContent card = CardContent.of(ModelDetails.named("m", "1", "t"))
                .metrics(Field.of(List.of(), "audit"))
                .findings(Field.of(List.of(), "review"))
                .build();
        assertThat(requirement(card, "mitchell.metrics").state()).isEqualTo(Requirement.State.MISSING);
        assertThat(requirement(card, "sr-26-2.findings").state()).isEqualTo(Requirement.State.PROVIDED);
    }

    @Test
    void intersectionsAreAskedForWhereThereIsMoreThanOneFactor() {
        Factor sex = new Factor("sex", List.of("female", "male"), null);
        CardContent one = CardContent.of(ModelDetails.named("m", "1", "t"))
                .factors(Field.of(List.of(sex), "audit"))
                .groups(Field.of(Cards.groups(), "audit"))
                .build();
        assertThat(requirement(one, "mitchell.intersectional").state()).isEqualTo(Requirement.State.NOT_APPLICABLE);
        CardContent two = CardContent.of(ModelDetails.named("m", "1", "t"))
                .factors(Field.of(List.of(sex, new Factor("age", List.of(), null)), "audit"))
                .groups(Field.of(Cards.groups(), "audit"))
                .build();
        assertThat(requirement(two, "mitchell.intersectional").state()).isEqualTo(Requirement.State.MISSING);
    }

    @Test
    void figuresWithoutIntervalsAndMonitorsWithoutThresholdsDoNotAnswer() {
        CardContent card = CardContent.of(ModelDetails.named("m", "1", "t"))
                .metrics(Field.of(List.of(new Metric("AUC", Estimate.of(0.7), null, null, null)), "audit"))
                .monitoring(Field.of(List.of(new Monitor("drift", "daily", null, null)), "tier"))
                .build();
        assertThat(requirement(card, "mitchell.metrics").state()).isEqualTo(Requirement.State.PROVIDED);
        assertThat(requirement(card, "mitchell.uncertainty").state()).isEqualTo(Requirement.State.MISSING);
        assertThat(requirement(card, "sr-26-2.monitoring").state()).isEqualTo(Requirement.State.MISSING);
    }

    @Test
    void fillingAnEntryNeverLowersAPercentage() {
        int entries = filled(Set.of()).entries();
        Random random = new Random(7);
        for (int run = 0; run < 20; run++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, entries).boxed().toList());
            Collections.shuffle(order, random);
            Set<Integer> given = new HashSet<>();
            List<Integer> before = percents(filled(given).card());
            for (int entry : order) {
                given.add(entry);
                List<Integer> now = percents(filled(given).card());
                for (int i = 0; i < now.size(); i++) {
                    assertThat(now.get(i)).isGreaterThanOrEqualTo(before.get(i));
                }
                before = now;
            }
            assertThat(before).containsOnly(100);
        }
    }

    private record Filled(CardContent card, int entries) {}

    /** A card with the entries of the full card whose numbers are given, counted through details, components and texts. */
    private static Filled filled(Set<Integer> given) {
        try {
            int[] next = {0};
            Object details = chosen(ModelDetails.class, SPARSE.details(), RICH.details(), given, next, Map.of());
            Map<CardText, Field<String>> texts = new EnumMap<>(CardText.class);
            for (CardText text : CardText.values()) {
                texts.put(text, given.contains(next[0]++) ? RICH.text(text) : Field.notProvided());
            }
            Object card =
                    chosen(CardContent.class, SPARSE, RICH, given, next, Map.of("details", details, "texts", texts));
            return new Filled((CardContent) card, next[0]);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object chosen(
            Class<?> type, Object sparse, Object rich, Set<Integer> given, int[] next, Map<String, Object> fixed)
            throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean field = components[i].getType() == Field.class;
            Object from = field && given.contains(next[0]) ? rich : sparse;
            next[0] += field ? 1 : 0;
            values[i] = fixed.containsKey(components[i].getName())
                    ? fixed.get(components[i].getName())
                    : components[i].getAccessor().invoke(from);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    private static List<Integer> percents(CardContent card) {
        return Completeness.of(card).stream()
                .map(FrameworkCompleteness::percent)
                .toList();
    }

    private static FrameworkCompleteness of(CardContent card, Framework framework) {
        return Completeness.of(card).get(framework.ordinal());
    }

    private static Requirement requirement(CardContent card, String id) {
        return Completeness.of(card).stream()
                .flatMap(framework -> framework.requirements().stream())
                .filter(requirement -> requirement.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The card with one text replaced, by way of its JSON. */
    private static CardContent with(CardContent card, CardText text, Field<String> field) {
        return CardVariants.with(card, text.id(), "texts", field);
    }
}
