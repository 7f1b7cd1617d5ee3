package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Everything that Markdown can show keeps the PDF an archive file that a screen reader can read. */
class MarkdownPdfTest {
    private static final String EVERYTHING = """
            # A heading

            *Emphasis*, **strength**, `code()`, a [link](https://bank.example/memo "Memo"), <https://bank.example>, hard\\
            break.

            7. seven
               - inner
                 1. deep

            -
            - after an empty item

            > Quoted
            >
            > > twice

            ```python
            def score(x):
                return %1$s
            ```

            | Group | Rate | Note |
            |:------|-----:|:----:|
            | a \\| b | 0.51 | <b>text</b> |
            | c |  | %1$s |

            | Only | a head |
            |------|--------|

            ![A chart](https://elsewhere.example/x.png)

            ***

            [1]: https://bank.example/defined "A title"

            See [defined][1]. <script>alert(1)</script>
            """.formatted("averylongnamewithoutaspace".repeat(12));

    @Test
    void aTextWithEverythingConformsAndIsReadOut() throws Exception {
        CardContent content = CardContent.of(ModelDetails.named("m", "1", "Everything that Markdown can show"))
                .text(CardText.HUMAN_OVERSIGHT, Field.of(EVERYTHING, "written by a test"))
                .text(CardText.RESOURCES, Field.of("|h|\n|-|\n" + "|row|\n".repeat(200), "written by a test"))
                .build();
        byte[] pdf = CardPdf.render(WrittenCard.of(content), Optional.empty(), Cards.ISSUED);
        assertThat(PdfReading.violations(pdf)).isEmpty();
        String told = PdfReading.dense(PdfReading.told(pdf));
        for (String shown : new String[] {
            "A heading",
            "link (https://bank.example/memo, “Memo”)",
            "after an empty item",
            "twice",
            "def score(x):",
            "a | b",
            "<b>text</b>",
            "Image not shown: A chart (https://elsewhere.example/x.png)",
            "[1]: https://bank.example/defined “A title”",
            "<script>alert(1)</script>"
        }) {
            assertThat(told).contains(PdfReading.dense(shown));
        }
        assertThat(PdfReading.outsideTheMargins(pdf)).isEmpty();
    }
}
