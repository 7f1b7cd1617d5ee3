package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A numbered section of a card and the entries it shows. Entries that hold nothing are gathered in one closing line each way, and a
 * section of which nothing is held gives way to a row in the section that lists such: a card hides no gap and wastes no page on one.
 *
 * @param id anchor of its heading
 * @param title its heading
 * @param entries what it shows, in order
 */
record CardSection(String id, String title, List<Entry> entries) {

    /**
     * One entry.
     *
     * @param title its heading where the section has several
     * @param field what the card says of it
     * @param body writes it with its source; called only if it is provided
     */
    record Entry(String title, Function<CardContent, Field<?>> field, BiConsumer<CardContent, Markup> body) {

        static Entry text(CardText text) {
            return new Entry(text.title(), card -> card.text(text), (card, to) -> to.written(card.text(text)));
        }

        boolean held(CardContent card) {
            return field.apply(card) instanceof Field.Provided;
        }
    }

    boolean held(CardContent card) {
        return entries.stream().anyMatch(entry -> entry.held(card));
    }

    void write(CardContent card, Markup to) {
        for (Entry entry : entries) {
            if (entry.held(card)) {
                if (entries.size() > 1) {
                    to.element("h3", entry.title());
                }
                entry.body().accept(card, to);
            }
        }
        absences(card).forEach(line -> to.element("p class=\"none\"", line));
    }

    /** What it does not hold: a line for each entry that cannot apply, and one line for all that were not provided. */
    List<String> absences(CardContent card) {
        List<String> lines = new ArrayList<>();
        StringJoiner missing = new StringJoiner("; ", Wording.capital(Markup.NOT_PROVIDED) + ": ", ".");
        boolean any = false;
        for (Entry entry : entries) {
            Field<?> field = entry.field().apply(card);
            if (field instanceof Field.NotApplicable) {
                lines.add(entry.title() + ": " + Markup.absence(field));
            } else if (field instanceof Field.NotProvided) {
                missing.add(entry.title());
                any = true;
            }
        }
        if (any) {
            lines.add(missing.toString());
        }
        return lines;
    }
}
