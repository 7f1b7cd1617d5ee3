package dev.gatehouse.card.document;

import dev.gatehouse.card.Frame;
import dev.gatehouse.card.Markup;
import dev.gatehouse.card.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes a document's blocks into the frame that it shares with the card. */
final class Blocks {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private Blocks() {}

    static Frame frame(Document document) {
        List<Frame.Section> sections = new ArrayList<>();
        for (Document.Section section : document.sections()) {
            sections.add(new Frame.Section(section.id(), section.title(), to -> section(section.blocks(), to)));
        }
        Document.State state = document.state();
        return new Frame(
                document.language(),
                document.subtitle(),
                document.kind() + " of " + document.subtitle(),
                new Frame.Cover(
                        document.kind(),
                        document.title(),
                        document.subtitle(),
                        document.lead(),
                        new Frame.State(state.word(), state.tone(), state.watermark()),
                        document.marks(),
                        document.tiles()),
                sections,
                document.attachments(),
                document.closing());
    }

    private static void section(List<Block> blocks, Markup to) {
        if (blocks.isEmpty()) {
            to.element("p class=\"none\"", "Nothing to report.");
        }
        blocks.forEach(block -> block(block, to));
    }

    private static void block(Block block, Markup to) {
        if (block instanceof Block.Heading heading) {
            to.element("h3", heading.title());
        } else if (block instanceof Block.Prose prose) {
            to.markdown(prose.markdown());
        } else if (block instanceof Block.Text text) {
            to.paragraphs(text.text());
        } else if (block instanceof Block.Points points) {
            points(points.points(), to);
        } else if (block instanceof Block.Note note) {
            to.raw("<div class=\"note " + style(note.tone()) + "\">")
                    .paragraphs(note.text())
                    .raw("</div>");
        } else if (block instanceof Block.Facts facts) {
            facts(facts, to);
        } else if (block instanceof Block.Table table) {
            table(table, to);
        } else if (block instanceof Block.Figure figure) {
            to.figure(figure.svg());
        }
    }

    private static void points(List<String> points, Markup to) {
        if (points.isEmpty()) {
            to.element("p class=\"none\"", "None.");
            return;
        }
        to.raw("<ul class=\"points\">");
        points.forEach(point -> to.element("li", point));
        to.raw("</ul>");
    }

    private static void facts(Block.Facts facts, Markup to) {
        if (facts.facts().isEmpty()) {
            none(facts.caption(), to);
            return;
        }
        boolean sourced = facts.facts().stream().anyMatch(fact -> fact.source() != null);
        to.beginTable(
                facts.caption(),
                sourced
                        ? List.of(
                                new Markup.Column("Entry", 24, false),
                                new Markup.Column("Value", 54, false),
                                new Markup.Column("Source", 22, false))
                        : List.of(new Markup.Column("Entry", 28, false), new Markup.Column("Value", 72, false)));
        for (Block.Fact fact : facts.facts()) {
            to.raw("<tr>").element("th scope=\"row\"", fact.name());
            if (fact.value() == null) {
                to.cell(null);
            } else if (DIGEST.matcher(fact.value()).matches()) {
                to.digestCell(fact.value());
            } else {
                to.raw("<td>").paragraphs(fact.value()).raw("</td>");
            }
            if (sourced) {
                to.element("td class=\"from\"", fact.source() == null ? "–" : fact.source());
            }
            to.raw("</tr>");
        }
        to.endTable();
    }

    private static void table(Block.Table table, Markup to) {
        if (table.rows().isEmpty()) {
            none(table.caption(), to);
            return;
        }
        to.beginTable(
                table.caption(),
                table.columns().stream()
                        .map(column -> new Markup.Column(column.head(), column.width(), column.numeric()))
                        .toList());
        for (List<Block.Cell> row : table.rows()) {
            to.raw("<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell(row.get(i), i == 0, table.columns().get(i).numeric(), to);
            }
            to.raw("</tr>");
        }
        to.endTable();
    }

    private static void cell(Block.Cell cell, boolean head, boolean numeric, Markup to) {
        List<String> classes = new ArrayList<>();
        if (cell.text() == null) {
            classes.add("none");
        }
        if (numeric) {
            classes.add("number");
        }
        if (cell.tone() != null) {
            classes.add("verdict");
            classes.add(style(cell.tone()));
        }
        String name = head ? "th" : "td";
        to.raw("<" + name + (head ? " scope=\"row\"" : "")
                + (classes.isEmpty() ? "" : " class=\"" + String.join(" ", classes) + "\"") + ">");
        if (cell.text() == null) {
            to.text("not provided");
        } else {
            value(cell.text(), to);
        }
        if (cell.detail() != null) {
            to.raw("<br/><span class=\"interval\">");
            value(cell.detail(), to);
            to.raw("</span>");
        }
        to.raw("</" + name + ">");
    }

    private static void value(String text, Markup to) {
        if (DIGEST.matcher(text).matches()) {
            to.element("span class=\"digest\"", text);
        } else {
            to.text(text);
        }
    }

    private static void none(String caption, Markup to) {
        to.raw("<p><strong>").text(caption).raw("</strong>: none.</p>");
    }

    private static String style(Tone tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }
}
