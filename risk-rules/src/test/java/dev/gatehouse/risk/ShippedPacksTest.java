package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShippedPacksTest {
    @Test
    void creditDefaultIsHighByLookingAheadAndByTheScorecard() throws Exception {
        Assessment a = RiskAssessor.shipped().assess(credit(), LocalDate.of(2026, 11, 21));
        System.out.println(a);
        assertThat(a.tier()).isEqualTo(Tier.HIGH);
    }

    static Map<String, Object> credit() throws IOException, InvalidFactsException {
        try (InputStream in = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            return FactsFile.read("credit-default-facts.yaml", in.readAllBytes());
        }
    }
}
