package dev.gatehouse.card.document;

import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.PdfReading;
import dev.gatehouse.card.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** What a document must say, written down from the document alone: every text in the order in which it is to be read. */
final class Told {
    private static final Pattern DRAWN = Pattern.compile("<text [^>]*>([^<]*)</text>");

    private final List<String> texts = new ArrayList<>();

    private Told() {}

    /** @param rendered the instant as the file words it */
    static List<String> of(Document document, String rendered) {
        Told told = new Told();
        told.cover(document);
        told.contents(document);
        told.uncut(document);
        for (int i = 0; i < document.sections().size(); i++) {
            Document.Section section = document.sections().get(i);
            told.say((i + 1) + " " + section.title());
            if (section.blocks().isEmpty()) {
                told.say("Nothing to report.");
            }
            section.blocks().forEach(told::block);
        }
        told.closing(document, rendered);
        return told.texts;
    }

    private void cover(Document document) {
        say(document.kind().toUpperCase(Locale.ROOT), cut(document.title(), 200), cut(document.subtitle(), 200));
        say(cut(document.lead(), 400));
        say(cut(document.state().word(), 60).toUpperCase(Locale.ROOT));
        document.marks().forEach(mark -> say(cut(mark, 60)));
        for (Tile tile : document.tiles()) {
            say(tile.value(), tile.label(), tile.detail(), tile.limit());
        }
    }

    private void uncut(Document document) {
        whole("Title", document.title(), 200);
        whole("Subject", document.subtitle(), 200);
        whole("Summary", document.lead(), 400);
        whole("State", document.state().word(), 60);
        document.marks().forEach(mark -> whole("Mark", mark, 60));
    }

    private void whole(String name, String text, int most) {
        if (!cut(text, most).equals(text)) {
            say(name + " in full:", text);
        }
    }

    private static String cut(String text, int most) {
        int[] points = text.codePoints().toArray();
        return points.length <= most ? text : new String(points, 0, most - 1) + "…";
    }

    private void contents(Document document) {
        say("Contents");
        for (int i = 0; i < document.sections().size(); i++) {
            say(i + 1 + ".", document.sections().get(i).title());
            texts.add(PdfReading.PAGE_NUMBER);
        }
        say(document.sections().size() + 1 + ".", "About this document");
        texts.add(PdfReading.PAGE_NUMBER);
    }

    private void closing(Document document, String rendered) {
        say(document.sections().size() + 1 + " About this document", document.closing());
        say("These files are attached to it.");
        for (Attachment file : document.attachments()) {
            say(file.name() + ", " + file.description() + ", SHA-256 digest " + file.digest());
        }
        say(
                "This file is PDF/A-3a and PDF/UA-1. The sign □ stands for a character that the fonts of this file cannot show;"
                        + " the attached data have every text as it was given. Rendered " + rendered + ".");
    }

    private void block(Block block) {
        if (block instanceof Block.Heading heading) {
            say(heading.title());
        } else if (block instanceof Block.Prose prose) {
            say(prose.markdown().replace("**", ""));
        } else if (block instanceof Block.Text text) {
            say(text.text());
        } else if (block instanceof Block.Points points) {
            points.points().forEach(this::say);
            say(points.points().isEmpty() ? "None." : "");
        } else if (block instanceof Block.Note note) {
            say(note.text());
        } else if (block instanceof Block.Figure figure) {
            DRAWN.matcher(figure.svg())
                    .results()
                    .map(match -> match.group(1))
                    .forEach(text -> texts.add(PdfReading.shownMarkup(text)));
        } else if (block instanceof Block.Facts facts) {
            facts(facts);
        } else if (block instanceof Block.Table table) {
            table(table);
        }
    }

    private void facts(Block.Facts facts) {
        if (facts.facts().isEmpty()) {
            say(facts.caption() + ": none.");
            return;
        }
        boolean sourced = facts.facts().stream().anyMatch(fact -> fact.source() != null);
        say(facts.caption(), "Entry", "Value", sourced ? "Source" : "");
        for (Block.Fact fact : facts.facts()) {
            say(fact.name(), Objects.requireNonNullElse(fact.value(), "not provided"));
            say(sourced ? Objects.requireNonNullElse(fact.source(), "–") : "");
        }
    }

    private void table(Block.Table table) {
        if (table.rows().isEmpty()) {
            say(table.caption() + ": none.");
            return;
        }
        say(table.caption());
        table.columns().forEach(column -> say(column.head()));
        for (List<Block.Cell> row : table.rows()) {
            row.forEach(cell -> say(
                    Objects.requireNonNullElse(cell.text(), "not provided"),
                    Objects.requireNonNullElse(cell.detail(), "")));
        }
    }

    private void say(String... said) {
        for (String text : said) {
            texts.add(PdfReading.shown(text));
        }
    }
}
