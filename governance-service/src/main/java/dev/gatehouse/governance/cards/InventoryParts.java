package dev.gatehouse.governance.cards;

import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.Dataset;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.NamedValue;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.Particulars;
import dev.gatehouse.governance.models.Particulars.DataUse;
import dev.gatehouse.governance.models.Particulars.Direction;
import dev.gatehouse.governance.pages.Wording;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the inventory says of a model, as entries of a card. Whom it names as validators is not among them: a card names who did validate.
 */
record InventoryParts(Model model) {

    private static final List<NamedValue> NONE = List.of();

    String source() {
        return "inventory, revision " + model.revision();
    }

    void enter(CardContent.Builder card) {
        Particulars said = model.particulars();
        card.purpose(Field.ofNullable(said.purpose(), source()))
                .restrictions(Field.ofNullable(said.restrictions(), source()))
                .objectives(Field.ofNullable(
                        rows(
                                said.objectives(),
                                o -> new NamedValue(
                                        o.objective(),
                                        said(o.keyResult(), amount(o.target(), o.unit()), ": ") + by(o.due()))),
                        source()))
                .kpis(Field.ofNullable(rows(said.kpis(), InventoryParts::kpi), source()))
                .thirdParties(thirdParties(said))
                .inputData(Field.ofNullable(
                        rows(data(DataUse.INPUT), d -> new NamedValue(d.name(), d.source())), source()));
    }

    /** Data that the inventory names for a use, of which it says no more than where they come from. */
    List<Dataset> datasets(DataUse use) {
        return data(use).stream()
                .map(d -> new Dataset(
                        d.name(), Field.ofNullable(d.source(), source()), null, null, null, null, null, null))
                .toList();
    }

    private List<Particulars.DataSource> data(DataUse use) {
        return Stream.ofNullable(model.particulars().data())
                .flatMap(List::stream)
                .filter(d -> d.use() == use)
                .toList();
    }

    private Field<List<NamedValue>> thirdParties(Particulars said) {
        List<NamedValue> named = rows(
                said.thirdParties(),
                t -> new NamedValue(
                        t.vendor(),
                        said(t.component(), t.contract() == null ? null : "contract " + t.contract(), "; ")));
        if (named.isEmpty() && model.facts().path("source").asText().equals("internal")) {
            return Field.notApplicable("intake says that it was made in house, and the inventory names no third party");
        }
        return Field.ofNullable(named, source());
    }

    private static NamedValue kpi(Particulars.Kpi kpi) {
        String target = amount(kpi.target(), kpi.unit());
        return new NamedValue(
                kpi.name(),
                Stream.of(
                                kpi.direction() == Direction.UP ? "higher is better" : "lower is better",
                                target == null ? null : "target " + target,
                                kpi.source() == null ? null : "figures from " + kpi.source())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("; ")));
    }

    private static <T> List<NamedValue> rows(List<T> rows, Function<T, NamedValue> row) {
        return rows == null ? NONE : rows.stream().map(row).toList();
    }

    private static String said(String first, String second, String between) {
        return second == null ? first : first + between + second;
    }

    /** A number with its unit; null where no number is said. */
    private static String amount(BigDecimal number, String unit) {
        return number == null ? null : Wording.grouped(number) + (unit == null ? "" : " " + unit);
    }

    private static String by(LocalDate due) {
        return due == null ? "" : ", by " + Wording.day(due);
    }
}
