package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The card's pages look as they did; what is compared, and how to renew it, is said at {@link Golden}. */
class GoldenTest {
    private static final byte[] CARD =
            CardPdf.render(WrittenCard.of(Cards.rich()), Optional.of(Cards.annex()), Cards.ISSUED);

    @Test
    void coverSummaryChartsAndTablesOfACardLookAsTheyDid() throws Exception {
        Golden.assertPage(CARD, 1, "card-cover");
        Golden.assertPage(CARD, PdfReading.pageOf(CARD, "Summary"), "card-summary");
        Golden.assertPage(CARD, PdfReading.pageOf(CARD, CardSections.COMPARISONS), "card-charts");
        Golden.assertPage(CARD, PdfReading.pageOf(CARD, "Gates and evidence"), "card-table");
    }

    @Test
    void theCoverOfADraftLooksAsItDid() throws Exception {
        Golden.assertPage(
                CardPdf.render(WrittenCard.of(Cards.sparse()), Optional.empty(), Cards.ISSUED), 1, "card-draft-cover");
    }

    @Test
    void anotherNumberIsNoticed() throws Exception {
        List<Metric> metrics = new ArrayList<>(Cards.metrics());
        Metric auc = metrics.get(0);
        metrics.set(
                0, new Metric(auc.name(), Estimate.of(0.7912, 0.7701, 0.7923), auc.limit(), auc.verdict(), auc.note()));
        ModelDetails details = Cards.rich().details();
        byte[] one = metric(details, Cards.metrics());
        byte[] other = metric(details, metrics);
        BufferedImage before = Golden.picture(one, 1);
        assertThat(Golden.differing(before, Golden.picture(metric(details, Cards.metrics()), 1), marked()))
                .isZero();
        assertThat(Golden.differing(before, Golden.picture(other, 1), marked())).isPositive();
        int table = PdfReading.pageOf(one, "Performance");
        assertThat(Golden.differing(Golden.picture(one, table), Golden.picture(other, table), marked()))
                .isPositive();
    }

    private static byte[] metric(ModelDetails details, List<Metric> metrics) {
        CardContent content =
                CardContent.of(details).metrics(Field.of(metrics, "run")).build();
        return CardPdf.render(WrittenCard.of(content), Optional.of(Cards.annex()), Cards.ISSUED);
    }

    private static Path marked() {
        return Path.of("target/golden/another-number-difference.png");
    }
}
