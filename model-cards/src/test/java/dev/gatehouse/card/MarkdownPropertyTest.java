package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What holds of any text at all. */
class MarkdownPropertyTest {
    private static final Set<String> ELEMENTS = Set.of(
            "p",
            "ul",
            "ol",
            "li",
            "blockquote",
            "pre",
            "code",
            "div",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "em",
            "strong",
            "br",
            "a",
            "span");
    private static final Map<String, Pattern> ATTRIBUTES = Map.of(
            "class", Pattern.compile("[a-z]+( keep)?"),
            "href", Pattern.compile("(?i)(https?://|mailto:)[\\x21-\\x7e]+"),
            "rel", Pattern.compile("noopener noreferrer"),
            "scope", Pattern.compile("col"),
            "start", Pattern.compile("[0-9]{1,9}"));

    /** Words that a text consists of besides marks; each must be found in what is shown. */
    private static final Pattern WORD = Pattern.compile("word[a-e]{2}");

    private static final Parser ANYTHING =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words =
                Arbitraries.strings().withCharRange('a', 'e').ofLength(2).map(end -> "word" + end);
        Arbitrary<String> marks = Arbitraries.of(
                "*",
                "**",
                "_",
                "__",
                "`",
                "```",
                "~~~",
                "[",
                "]",
                "(",
                ")",
                "](",
                "![",
                "<",
                ">",
                "</",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<?",
                "&",
                "&amp;",
                "&#0;",
                "&lt;",
                "\\",
                "\"",
                "'",
                "#",
                "## ",
                "===",
                "---",
                "***",
                "- ",
                "+ ",
                "* ",
                "1. ",
                "7) ",
                "> ",
                "|",
                "|-|-|",
                ":",
                ": ",
                "https://",
                "mailto:",
                "javascript:",
                "{",
                "}",
                "$",
                "~",
                "@",
                "!",
                "=");
        Arbitrary<String> spaces =
                Arbitraries.of(" ", " ", "\n", "\n", "\n\n", "    ", "\t", "\r\n", "\n> ", "\n- ", "\n  ");
        Arbitrary<String> html =
                Arbitraries.of("<script>", "<b>", "</b>", "<img src=x onerror=y>", "<a href='z'>", "<div>", "<h1>");
        Arbitrary<String> odd = Arbitraries.of(
                "\u0000", "\u0007", "\u202e", "\ud83d", "\ufffe", "😀", "漢字", "مرحبا", "\u0085", "\u2028");
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(6, words),
                        net.jqwik.api.Tuple.of(8, marks),
                        net.jqwik.api.Tuple.of(5, spaces),
                        net.jqwik.api.Tuple.of(1, html),
                        net.jqwik.api.Tuple.of(1, odd))
                .list()
                .ofMaxSize(60)
                .map(tokens -> String.join("", tokens));
    }

    @Property(tries = 2_000)
    void theOutputIsWellFormedHoldsOnlyWhatIsAllowedAndKeepsEveryWord(@ForAll("texts") String text) throws Exception {
        String xhtml = Markdown.xhtml(text);
        Document document = parse("<body>" + xhtml + "</body>");
        check(document.getDocumentElement());
        assertThat(words(document.getDocumentElement().getTextContent())).containsAll(words(text));
    }

    @Property(tries = 500)
    void soIsTheOutputForAnyString(@ForAll String text) throws Exception {
        check(parse("<body>" + Markdown.xhtml(text) + "</body>").getDocumentElement());
    }

    @Property(tries = 2_000)
    void anEmbeddedTextKeepsWithinItsSection(@ForAll("texts") String text) {
        Node whole = ANYTHING.parse("## Before\n\n" + Markdown.embedded(text) + "\n\n## After\n");
        List<String> headings = new ArrayList<>();
        List<Node> forbidden = new ArrayList<>();
        StringBuilder shown = new StringBuilder();
        whole.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                headings.add(heading.getParent() == whole ? ((Text) heading.getFirstChild()).getLiteral() : "inner");
            }

            @Override
            public void visit(HtmlBlock html) {
                forbidden.add(html);
            }

            @Override
            public void visit(HtmlInline html) {
                forbidden.add(html);
            }

            @Override
            public void visit(Image image) {
                forbidden.add(image);
            }

            @Override
            public void visit(LinkReferenceDefinition definition) {
                forbidden.add(definition);
            }

            @Override
            public void visit(Link link) {
                if (MarkdownXhtml.target(link.getDestination()).isEmpty()) {
                    forbidden.add(link);
                }
                shown.append(link.getDestination())
                        .append(' ')
                        .append(link.getTitle())
                        .append(' ');
                visitChildren(link);
            }

            @Override
            public void visit(Text literal) {
                shown.append(literal.getLiteral());
            }

            @Override
            public void visit(Code code) {
                shown.append(code.getLiteral());
            }

            @Override
            public void visit(FencedCodeBlock code) {
                shown.append(code.getInfo()).append(' ').append(code.getLiteral());
            }

            @Override
            public void visit(IndentedCodeBlock code) {
                shown.append(code.getLiteral());
            }
        });
        assertThat(headings).containsExactly("Before", "After");
        assertThat(forbidden).isEmpty();
        assertThat(words(shown.toString())).containsAll(words(text));
    }

    private static void check(Element element) {
        for (int i = 0; i < element.getChildNodes().getLength(); i++) {
            if (element.getChildNodes().item(i) instanceof Element child) {
                assertThat(ELEMENTS).contains(child.getTagName());
                for (int a = 0; a < child.getAttributes().getLength(); a++) {
                    Attr attribute = (Attr) child.getAttributes().item(a);
                    assertThat(ATTRIBUTES).containsKey(attribute.getName());
                    assertThat(attribute.getValue()).matches(ATTRIBUTES.get(attribute.getName()));
                }
                check(child);
            }
        }
    }

    private static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(new StringReader(xml)));
    }

    private static Set<String> words(String text) {
        Set<String> words = new TreeSet<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
