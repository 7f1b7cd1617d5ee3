package dev.gatehouse.governance.cards;

import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.Dataset;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.NamedValue;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.Particulars;
import dev.gatehouse.governance.models.Particulars.DataUse;
import dev.gatehouse.governance.models.ParticularsWords;
import java.util.List;
import java.util.function.Function;
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
                        rows(said.objectives(), o -> new NamedValue(o.objective(), ParticularsWords.of(o))), source()))
                .kpis(Field.ofNullable(
                        rows(said.kpis(), k -> new NamedValue(k.name(), ParticularsWords.of(k))), source()))
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
        List<NamedValue> named = rows(said.thirdParties(), t -> new NamedValue(t.vendor(), ParticularsWords.of(t)));
        if (named.isEmpty() && model.facts().path("source").asText().equals("internal")) {
            return Field.notApplicable("intake says that it was made in house, and the inventory names no third party");
        }
        return Field.ofNullable(named, source());
    }

    private static <T> List<NamedValue> rows(List<T> rows, Function<T, NamedValue> row) {
        return rows == null ? NONE : rows.stream().map(row).toList();
    }
}
