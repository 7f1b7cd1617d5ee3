package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class CardHtmlTest {

    @Test
    void thePageLoadsNothingFromElsewhereAndRunsNothing() {
        String page = CardHtml.render(WrittenCard.of(Cards.rich()), Optional.of(Cards.annex()));
        assertThat(page.replace("http://www.w3.org/", ""))
                .doesNotContain("http:", "https:", "@import", "url(", "<script", "<link");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        String hostile = "</title></style><script>alert('1')</script>\u0000\u202E";
        CardContent content = CardContent.of(ModelDetails.named(hostile, hostile, hostile))
                .text(CardText.HUMAN_OVERSIGHT, Field.of(hostile, hostile))
                .groups(Field.of(List.of(Cards.group(hostile, hostile, 5, 0.5, 0.4, 0.6, 0.1)), hostile))
                .build();
        String page = CardHtml.render(WrittenCard.of(content), Optional.empty());
        assertThat(page)
                .doesNotContain("<script")
                .doesNotContain("\u202E")
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\uFFFD\uFFFD");
        assertThat(parse(page).getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void headingsDoNotSkipALevelAndEveryContentsEntryHasItsSection() throws Exception {
        Document page = parse(CardHtml.render(WrittenCard.of(Cards.rich()), Optional.empty()));
        String headings = Pattern.compile("<h([1-6])")
                .matcher(CardHtml.render(WrittenCard.of(Cards.rich()), Optional.empty()))
                .results()
                .map(match -> match.group(1))
                .reduce("", String::concat);
        assertThat(headings).startsWith("12").doesNotContain("13").doesNotContain("4");
        for (int i = 0; i < page.getElementsByTagName("a").getLength(); i++) {
            String target = ((Element) page.getElementsByTagName("a").item(i)).getAttribute("href");
            assertThat(CardHtml.render(WrittenCard.of(Cards.rich()), Optional.empty()))
                    .contains("id=\"" + target.substring(1) + "\"");
        }
    }

    @Test
    void absenceIsStated() {
        String page = CardHtml.render(
                WrittenCard.of(CardContent.of(ModelDetails.named("m", "1", "t"))
                        .trainingData(Field.notApplicable("the model has rules only"))
                        .findings(Field.of(List.of(), "release 1"))
                        .build()),
                Optional.empty());
        assertThat(page)
                .contains("not applicable, because the model has rules only")
                .contains("There are no findings.")
                .contains("not provided");
    }

    static Document parse(String xhtml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xhtml.substring(xhtml.indexOf("<html")))));
    }
}
