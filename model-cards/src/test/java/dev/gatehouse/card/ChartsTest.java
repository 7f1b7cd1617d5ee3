package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartsTest {
    private static final FontRenderContext PLAIN = new FontRenderContext(null, true, true);

    @Test
    void noLabelLiesOnAnotherOrLeavesTheChart() throws Exception {
        for (double at : new double[] {0, 0.05, 0.5, 0.704, 0.95}) {
            Charts.Mark mark =
                    new Charts.Mark(BigDecimal.valueOf(at), "0.80 × a reference group with a rather long name = " + at);
            List<GroupResult> groups = new ArrayList<>(Cards.groups());
            groups.add(Cards.group(
                    "age band", "a group whose name is far longer than its column", 1_234_567, 0.999, 0.9, 1, 0.1));
            assertApart(Charts.selectionRates("Selection rate by age band", groups, Optional.of(mark))
                    .orElseThrow());
        }
        assertApart(
                Charts.comparisons("Ratios", Cards.comparisons().subList(0, 7)).orElseThrow());
        assertApart(Charts.comparisons("Differences", Cards.comparisons().subList(7, 10))
                .orElseThrow());
    }

    @Test
    void explanationsKeepTheirLabelsApart() throws Exception {
        List<Importance.FeatureImportance> features =
                new ArrayList<>(CardParts.importance().features());
        features.add(new Importance.FeatureImportance(
                "a group of one-hot columns whose name is far longer than its column",
                Estimate.of(-0.021, -0.031, 0.4)));
        assertApart(Charts.importance("Drop", new Importance("AUC", 1, 1, Estimate.of(0.8), features))
                .orElseThrow());
        assertApart(Charts.importance(
                        "Rise",
                        new Importance(
                                "RMSE",
                                1,
                                1,
                                Estimate.of(1),
                                List.of(new Importance.FeatureImportance(
                                        "x", Estimate.of(12345.678, 11000, 1999999.25)))))
                .orElseThrow());
        for (double scale : new double[] {0.0001, 1, 25000}) {
            List<LocalExplanation.Contribution> parts = new ArrayList<>();
            for (double part : new double[] {1.25, -0.75, 0.0001, 0}) {
                parts.add(new LocalExplanation.Contribution(
                        "feature of " + part,
                        "a value that is longer than there is room for",
                        Estimate.decimal(part * scale)));
            }
            assertApart(Charts.local(new LocalExplanation("Row", "LIME", BigDecimal.ONE, null, null, parts))
                    .orElseThrow());
        }
        assertApart(Charts.completeness("Requirements answered", Completeness.of(Cards.rich())));
    }

    @Test
    void barsRunFromZeroToTheirSide() throws Exception {
        String chart = Charts.local(CardParts.local().get(0)).orElseThrow();
        NodeList bars = CardHtmlTest.parse("<html>" + chart + "</html>").getElementsByTagName("rect");
        double zero = number(bars, 0, "x");
        assertThat(number(bars, 1, "x") + number(bars, 1, "width")).isCloseTo(zero, within(0.02));
        assertThat(number(bars, 2, "x")).isEqualTo(zero);
        assertThat(number(bars, 0, "width") / number(bars, 1, "width")).isCloseTo(0.142 / 0.061, within(0.01));
        assertThat(chart).contains("pay_0: 0.142").contains(">240,000<").contains(">withheld<");
        List<LocalExplanation.Contribution> nothing =
                List.of(new LocalExplanation.Contribution("x", null, BigDecimal.ZERO));
        assertThat(Charts.local(new LocalExplanation("Row", "m", BigDecimal.ONE, null, null, nothing))
                        .orElseThrow())
                .doesNotContain("NaN");
    }

    private static double number(NodeList elements, int index, String attribute) {
        return Double.parseDouble(((Element) elements.item(index)).getAttribute(attribute));
    }

    @Test
    void aRatioBeyondTheScaleEndsInAnArrowAndKeepsItsNumber() {
        String chart = Charts.comparisons(
                        "Ratios",
                        List.of(Cards.ratio(
                                "a",
                                "b",
                                "c",
                                Estimate.of(1.4, 0.7, Double.POSITIVE_INFINITY),
                                false,
                                Verdict.INSUFFICIENT)))
                .orElseThrow();
        assertThat(chart).contains("0.700 to ∞").contains("<polygon");
    }

    @Test
    void theDescriptionCarriesEveryNumberOfTheChart() throws Exception {
        Element svg = CardHtmlTest.parse("<html>"
                        + Charts.comparisons(
                                        "Ratios by age", Cards.comparisons().subList(1, 7))
                                .orElseThrow() + "</html>")
                .getDocumentElement();
        String alt = ((Element) svg.getFirstChild()).getAttribute("alt");
        assertThat(alt)
                .startsWith("Ratios by age, against 35–44.")
                .contains("18–24: 0.875, interval 0.839 to 0.909, PASS;")
                .contains("65+: 0.7996")
                .contains("not stated: undefined: no rows in the group, INSUFFICIENT EVIDENCE");
    }

    @Test
    void thereIsNoChartWithoutNumbers() {
        assertThat(Charts.comparisons("t", List.of())).isEmpty();
        assertThat(Charts.calibration("t", List.of())).isEmpty();
        assertThat(Charts.selectionRates("t", List.of(new GroupResult("a", "b", null, List.of())), Optional.empty()))
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Charts.comparisons("t", Cards.comparisons()));
    }

    @Test
    void aNumberNeverReadsAsItsLimitUnlessItIs() {
        Limit limit = Limit.atLeast(0.8);
        assertThat(Wording.number(new BigDecimal("0.7996"), limit)).isEqualTo("0.7996");
        assertThat(Wording.number(new BigDecimal("0.7994"), limit)).isEqualTo("0.799");
        assertThat(Wording.number(new BigDecimal("0.8"), limit)).isEqualTo("0.800");
        assertThat(Wording.number(new BigDecimal("-0.0002"))).isEqualTo("−0.0002");
        assertThat(Wording.number(new BigDecimal("12"))).isEqualTo("12");
    }

    /** Measures every label in the font it has in the PDF, and in the wider one that a browser may fall back to. */
    private static void assertApart(String chart) throws Exception {
        assertApart(chart, "fonts/Inter-Regular.ttf", "fonts/Inter-Bold.ttf");
        String dejaVu = "/net/sf/jasperreports/fonts/dejavu/";
        assertApart(chart, dejaVu + "DejaVuSans.ttf", dejaVu + "DejaVuSans-Bold.ttf");
    }

    private static void assertApart(String chart, String regularFont, String boldFont) throws Exception {
        Font regular = Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(Resources.bytes(regularFont)));
        Font bold = Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(Resources.bytes(boldFont)));
        Element svg = (Element) CardHtmlTest.parse("<html>" + chart + "</html>")
                .getDocumentElement()
                .getFirstChild();
        NodeList texts = svg.getElementsByTagName("text");
        List<Rectangle2D> boxes = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            float size = Float.parseFloat(text.getAttribute("font-size"));
            Font font = (text.hasAttribute("font-weight") ? bold : regular).deriveFont(size);
            Rectangle2D drawn =
                    font.createGlyphVector(PLAIN, text.getTextContent()).getVisualBounds();
            double width = font.getStringBounds(text.getTextContent(), PLAIN).getWidth();
            String anchor = text.getAttribute("text-anchor");
            double x = Double.parseDouble(text.getAttribute("x"))
                    - (anchor.equals("end") ? width : anchor.equals("middle") ? width / 2 : 0);
            Rectangle2D box = new Rectangle2D.Double(
                    x + drawn.getX(),
                    Double.parseDouble(text.getAttribute("y")) + drawn.getY(),
                    drawn.getWidth(),
                    drawn.getHeight());
            assertThat(box.getMinX()).as(text.getTextContent()).isGreaterThanOrEqualTo(-1);
            assertThat(box.getMaxX()).as(text.getTextContent()).isLessThanOrEqualTo(Charts.WIDTH + 1);
            for (int j = 0; j < boxes.size(); j++) {
                assertThat(box.intersects(boxes.get(j)))
                        .as(text.getTextContent() + " on " + labels.get(j))
                        .isFalse();
            }
            boxes.add(box);
            labels.add(text.getTextContent());
        }
        assertThat(boxes).hasSizeGreaterThan(8);
    }
}
