package dev.gatehouse.governance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.NamespaceResolver;
import io.quarkus.qute.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages with markup in their midst. */
class SayTest {

    private static final Engine ENGINE = Engine.builder()
            .addDefaults()
            .strictRendering(true)
            .addResultMapper(new HtmlEscaper(List.of("text/html")))
            .addSectionHelper(new Say())
            .addNamespaceResolver(NamespaceResolver.builder("slot")
                    .resolve(slot -> Say.Slots.mark(slot.getName()))
                    .build())
            .addNamespaceResolver(NamespaceResolver.builder("msg")
                    .resolveAsync(message -> message.evaluate(
                                    message.getParams().get(0))
                            .thenCombine(
                                    message.evaluate(message.getParams().get(1)),
                                    (at, by) ->
                                            message.getName().equals("byFirst") ? by + " & " + at : at + " by " + by))
                    .build())
            .build();

    @Test
    void whatAMessageSaysIsEscapedAndItsSlotsAreMarkup() {
        String template = "<p>{#say msg:%s(slot:at,name)}{#at}<i>{name}</i>{/at}{/say}</p>";

        assertThat(rendered(template.formatted("by"), "<b>x")).isEqualTo("<p><i>&lt;b&gt;x</i> by &lt;b&gt;x</p>");
        assertThat(rendered(template.formatted("byFirst"), "Ann"))
                .as("another language has another order")
                .isEqualTo("<p>Ann &amp; <i>Ann</i></p>");
    }

    @Test
    void aSlotThatNoBlockFillsStaysText() {
        assertThat(rendered("{#say msg:by(slot:other,name)}{#at}<i>{name}</i>{/at}{/say}", "Ann"))
                .contains("other", " by Ann")
                .doesNotContain("<i>");
    }

    @Test
    void aNameThatLooksLikeASlotBringsNoMarkupOfItsOwn() {
        assertThat(rendered("{#say msg:by(slot:at,name)}{#at}<i>A</i>{/at}{/say}", Say.Slots.mark("<b>")))
                .startsWith("<i>A</i> by ")
                .contains("&lt;b&gt;")
                .doesNotContain("<b>");
    }

    private static String rendered(String template, String name) {
        return ENGINE.parse(template, Variant.forContentType("text/html"))
                .data("name", name)
                .render();
    }
}
