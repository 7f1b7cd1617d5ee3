package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MarkdownTest {

    @Test
    void whatAPrintedDocumentCanCarryIsShown() {
        assertThat(Markdown.xhtml("""
                        Two lines
                        of *one* paragraph, with **strength** and `code < 1`.

                        3. third
                        4. fourth
                           - inner

                        > quoted

                            indented()

                        ```java
                        int x = 1 < 2;
                        ```

                        | Group | Rate |
                        |-------|-----:|
                        | a \\| b | 0.5 |
                        | only one |

                        hard\\
                        break
                        """))
                .isEqualTo(
                        "<p>Two lines\nof <em>one</em> paragraph, with <strong>strength</strong> and <code>code &lt; 1</code>.</p>"
                                + "<ol start=\"3\"><li>third</li><li>fourth<ul><li>inner</li></ul></li></ol>"
                                + "<blockquote><p>quoted</p></blockquote>"
                                + "<pre><code>indented()\n</code></pre>"
                                + "<p class=\"info\">java</p><pre><code>int x = 1 &lt; 2;\n</code></pre>"
                                + "<div class=\"table keep\"><table><thead><tr><th scope=\"col\">Group</th><th scope=\"col\" class=\"number\">Rate</th></tr></thead>"
                                + "<tbody><tr><td>a | b</td><td class=\"number\">0.5</td></tr>"
                                + "<tr><td>only one</td><td class=\"number\">&#160;</td></tr></tbody></table></div>"
                                + "<p>hard<br/>break</p>");
    }

    @Test
    void headingsAreBoldParagraphsAsTheOutlineIsTheCards() {
        assertThat(Markdown.xhtml("# One\n\nTwo\n===\n\n###### *Six* ######\n\n#\n\n***"))
                .isEqualTo("<p class=\"heading\">One</p><p class=\"heading\">Two</p>"
                        + "<p class=\"heading\"><em>Six</em></p><p class=\"break\">* * *</p>");
    }

    @Test
    void htmlIsShownAsTheTextThatItIs() {
        assertThat(Markdown.xhtml(
                        "<script>alert('x')</script>\n\nA <b onclick=\"y\">bold</b> &amp; <!-- hidden --> word"))
                .isEqualTo("<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</p>"
                        + "<p>A &lt;b onclick=&quot;y&quot;&gt;bold&lt;/b&gt; &amp; &lt;!-- hidden --&gt; word</p>");
        assertThat(Markdown.xhtml("<div>\n*inside*\n</div>"))
                .contains("<em>inside</em>")
                .contains("&lt;div&gt;");
    }

    @Test
    void anImageIsNeverFetchedItsTextAndAddressAreShown() {
        assertThat(Markdown.xhtml("![a *nice* chart](https://elsewhere.example/x.png \"Seen\")"))
                .isEqualTo("<p><span class=\"image\">Image not shown: a <em>nice</em> chart"
                        + " <span class=\"address\">(https://elsewhere.example/x.png, “Seen”)</span></span></p>");
        assertThat(Markdown.xhtml("![](file:///etc/passwd)"))
                .doesNotContain("src")
                .doesNotContain("href");
    }

    @Test
    void linksThatAReaderMayFollowAreLinksAndAllAddressesArePrinted() {
        assertThat(Markdown.xhtml("[the memo](https://bank.example/memo?a=1&b=2)"))
                .isEqualTo(
                        "<p><a href=\"https://bank.example/memo?a=1&amp;b=2\" rel=\"noopener noreferrer\">the memo</a>"
                                + " <span class=\"address\">(https://bank.example/memo?a=1&amp;b=2)</span></p>");
        assertThat(Markdown.xhtml("<mailto:risk@bank.example>"))
                .isEqualTo(
                        "<p><a href=\"mailto:risk@bank.example\" rel=\"noopener noreferrer\">mailto:risk@bank.example</a></p>");
        assertThat(
                        Markdown.xhtml(
                                "[see][1] [nothing](https://x.example '')\n\n[1]: https://bank.example/ö 'Title'\n[2]: /hidden"))
                .contains("href=\"https://bank.example/%C3%B6\"")
                .contains("<p>[1]: https://bank.example/ö “Title”</p>")
                .contains("<p>[2]: /hidden</p>");
        assertThat(Markdown.xhtml("[](https://bank.example)"))
                .isEqualTo("<p><span class=\"address\">(https://bank.example)</span></p>");
    }

    @ParameterizedTest
    @CsvSource({
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html;base64;PHNjcmlwdD4=",
        "file:///etc/passwd",
        "/relative",
        "//host/path",
        "https:///nohost",
        "https:",
        "mailto:",
        "http://[bad",
        "vbscript:x",
    })
    void otherAddressesArePrintedAndLeadNowhere(String address) {
        String xhtml = Markdown.xhtml("[click](" + address + ") [ref]\n\n[ref]: " + address);
        assertThat(xhtml).doesNotContain("<a ").contains("click").contains("<span class=\"address\">");
    }

    @Test
    void charactersThatXmlCannotCarryOrThatReorderTextAreReplacedVisibly() {
        assertThat(Markdown.xhtml("a\u0000b\u0001c\u202Ed \uD800 e\uFFFE"))
                .isEqualTo("<p>a\uFFFDb\uFFFDc\uFFFDd \uFFFD e\uFFFD</p>");
    }

    @Test
    void aTextThatBreaksALimitIsRefusedAndStillShownAsTyped() {
        String deep = "> ".repeat(9) + "<b>deep</b>";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Markdown.check(deep))
                .withMessage("line 1: lists and quotes within one another more than 8 deep; flatten them");
        assertThat(Markdown.xhtml(deep)).startsWith("<p>&gt; &gt;").endsWith("&lt;b&gt;deep&lt;/b&gt;</p>");
        assertThatCode(() -> Markdown.check("> ".repeat(8) + "deep")).doesNotThrowAnyException();
    }

    /** What each limit says of a text that exceeds it on its last line. */
    @ParameterizedTest
    @EnumSource(Excess.class)
    void everyLimitNamesItsLineAndItsNumber(Excess excess) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Markdown.check("first\n\n" + excess.tooMuch))
                .withMessageStartingWith("line " + (2 + excess.line) + ": ")
                .withMessageContaining(String.valueOf(excess.limit));
        assertThatCode(() -> Markdown.check("first\n\n" + excess.justEnough)).doesNotThrowAnyException();
    }

    enum Excess {
        CHARS(Markdown.MAX_CHARS, 2, "a\n" + "x".repeat(60_000), "a\n" + "x".repeat(59_990)),
        LINES(Markdown.MAX_LINES, 2_999, "a\n".repeat(3_000), "a\n".repeat(2_997)),
        LISTS(Markdown.MAX_NESTING, 1, "- ".repeat(9) + "a", "- ".repeat(8) + "a"),
        EMPHASES(Markdown.MAX_NESTING, 2, "a\n" + emphasis(9), "a\n" + emphasis(8)),
        BLOCKS(Markdown.MAX_BLOCKS, 999, "- a\n".repeat(1_000), "- a\n".repeat(900)),
        LINKS(Markdown.MAX_LINKS, 201, "[a](b)\n".repeat(201), "[a](b)\n".repeat(200)),
        IMAGES(Markdown.MAX_LINKS, 201, "![a](b)\n".repeat(201), "![a](b)\n".repeat(200)),
        ADDRESS(Markdown.MAX_ADDRESS_CHARS, 1, "[a](" + "b".repeat(1_001) + ")", "[a](" + "b".repeat(1_000) + ")"),
        DEFINITION(Markdown.MAX_ADDRESS_CHARS, 1, "[a]: " + "b".repeat(1_001), "[a]: " + "b".repeat(1_000)),
        COLUMNS(
                Markdown.MAX_COLUMNS,
                2,
                "|a".repeat(21) + "|\n" + "|-".repeat(21) + "|",
                "|a".repeat(20) + "|\n" + "|-".repeat(20) + "|"),
        MARKS(
                Markdown.MAX_MARKS,
                4_001 / 1000 + 1,
                ("*".repeat(999) + " \n").repeat(5),
                ("*".repeat(999) + " \n").repeat(4)),
        ROW(2, 3, "|a|b|\n|-|-|\n|1|2|3|", "|a|b|\n|-|-|\n|1|2\\|3|");

        private final int limit;
        private final int line;
        private final String tooMuch;
        private final String justEnough;

        Excess(int limit, int line, String tooMuch, String justEnough) {
            this.limit = limit;
            this.line = line;
            this.tooMuch = tooMuch;
            this.justEnough = justEnough;
        }

        private static String emphasis(int depth) {
            return "*a ".repeat(depth) + "x" + "* b".repeat(depth - 1) + "*";
        }
    }

    /** Texts made to cost more than their length: each of n characters, more or less. */
    enum Bomb {
        BRACKETS(n -> "[".repeat(n)),
        IMAGES(n -> "![".repeat(n / 2)),
        CLOSED_BRACKETS(n -> "[".repeat(n / 2) + "]".repeat(n / 2)),
        UNCLOSED_LINKS(n -> "[a](b".repeat(n / 5)),
        UNCLOSED_ANGLES(n -> "[a](<b".repeat(n / 6)),
        TITLES(n -> "[ (](".repeat(n / 5)),
        NEXT_LINE_BRACKETS(n -> "](\n[".repeat(n / 4)),
        STARS(n -> "*".repeat(n)),
        OPEN_STARS(n -> "*a ".repeat(n / 3)),
        MIXED_STARS(n -> "a**b" + "c* ".repeat(n / 3)),
        NESTED_EMPHASIS(n -> "*a **a ".repeat(n / 7)),
        UNDERSCORES(n -> "_a".repeat(n / 2)),
        BACKTICKS(n -> "`".repeat(n)),
        GROWING_BACKTICKS(n -> growing(n)),
        QUOTES(n -> ">".repeat(n)),
        QUOTED_LINES(n -> (">".repeat(20) + "a\n").repeat(n / 22)),
        LISTS(n -> "- ".repeat(n / 2)),
        ORDERED(n -> "1) ".repeat(n / 3)),
        LIST_LINES(n -> "-\n".repeat(n / 2)),
        INDENTED_LISTS(n -> indented(n)),
        DEFINITIONS(n -> "[a]: u\n".repeat(n / 7)),
        REFERENCES(n -> "[a]: " + "u".repeat(n / 2) + "\n\n" + "[a]".repeat(n / 6)),
        WIDE_TABLE(n -> "|".repeat(n / 3) + "\n" + "|-".repeat(n / 3) + "|"),
        LONG_TABLE(n -> "|a|b|\n|-|-|\n" + "|\n".repeat(n / 2)),
        SQUARE_TABLE(n -> "|".repeat(n / 8) + "\n" + "|-".repeat(n / 8) + "|\n" + "|\n".repeat(n / 4)),
        HTML_COMMENTS(n -> "x <!--".repeat(n / 6)),
        HTML_TAGS(n -> "<a b=\"".repeat(n / 6)),
        ANGLES(n -> "<".repeat(n)),
        PROCESSING(n -> "<?".repeat(n / 2)),
        ENTITIES(n -> "&".repeat(n)),
        LONG_ENTITY(n -> "&#" + "1".repeat(n)),
        BACKSLASHES(n -> "\\".repeat(n)),
        FENCES(n -> "```\n".repeat(n / 4)),
        HASHES(n -> "# ".repeat(n / 2)),
        UNDERLINES(n -> "a\n" + "=".repeat(n)),
        BLANKS(n -> "\n".repeat(n)),
        TABS(n -> "\t>".repeat(n / 2)),
        ONE_WORD(n -> "x".repeat(n));

        private final IntFunction<String> text;

        Bomb(IntFunction<String> text) {
            this.text = text;
        }

        private static String growing(int n) {
            StringBuilder text = new StringBuilder();
            for (int i = 1; text.length() + i < n; i++) {
                text.append('e').append("`".repeat(i));
            }
            return text.toString();
        }

        private static String indented(int n) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; text.length() < n; i++) {
                text.append("  ".repeat(i)).append("- a\n");
            }
            return text.toString();
        }
    }

    @ParameterizedTest
    @EnumSource(Bomb.class)
    void aBombIsShownOrRefusedInBoundedTime(Bomb bomb) {
        for (int n : new int[] {50, 5_000, Markdown.MAX_CHARS, 1_000_000}) {
            String text = bomb.text.apply(n);
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                try {
                    Markdown.check(text);
                    assertThat(text.length()).isLessThanOrEqualTo(Markdown.MAX_CHARS);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageMatching("(?s)line [0-9]+: .*[0-9]+.*");
                }
                assertThat(Markdown.xhtml(text).length()).isLessThan(30 * text.length() + 1_000);
                assertThat(Markdown.embedded(text).length()).isLessThan(4 * text.length() + 1_000);
            });
        }
    }

    /** Work is told by the memory it takes, which is nearly the same on every run. */
    @ParameterizedTest
    @EnumSource(Bomb.class)
    void workGrowsWithTheTextAndNotWithItsSquare(Bomb bomb) {
        Markdown.xhtml(bomb.text.apply(2_000));
        long small = work(bomb.text.apply(5_000));
        long large = work(bomb.text.apply(40_000));
        // Eight times the text: a square would be 64 times the work. What is refused before it is parsed is cheaper
        // still.
        assertThat(large).isLessThan(20 * small + 1_000_000);
    }

    private static long work(String text) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Markdown.xhtml(text);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
